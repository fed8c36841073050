SELECT a.season_id, a.stage_id, a.assignment_id, a.application_id, a.nomination_id, a.slot, a.code, a.origin, a.state,
       a.run_id, p.expert_id, e.person_id, a.offer_time, a.response_due_time, a.due_time, a.late_until_time, a.end_reason,
       a.create_time, a.version
  FROM assignment a
  LEFT JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
  LEFT JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
 WHERE a.season_id = $1 AND a.stage_id = $2 AND a.state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS')
 ORDER BY a.assignment_id
   FOR UPDATE OF a
