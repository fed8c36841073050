SELECT a.season_id, a.stage_id, a.assignment_id, a.application_id, a.nomination_id, a.slot, a.code, a.origin, a.state,
       a.run_id, p.expert_id, e.person_id, a.offer_time, a.response_due_time, a.due_time, a.late_until_time, a.end_reason,
       a.create_time, a.version, i.organization_id AS item_organization, i.people AS item_people
  FROM assignment_party p
  JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
  JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
  JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
 WHERE p.season_id = $1 AND p.expert_id = $2 AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS')
 ORDER BY a.assignment_id
   FOR UPDATE OF a
