SELECT a.season_id, a.stage_id, a.assignment_id, a.application_id, a.nomination_id, a.slot, a.code, a.origin, a.state,
       a.run_id, p.expert_id, e.person_id, a.offer_time, a.response_due_time, a.due_time, a.late_until_time, a.end_reason,
       a.create_time, a.version
  FROM expert e
  JOIN assignment_party p ON (p.season_id, p.expert_id) = (e.season_id, e.expert_id)
  JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
 WHERE e.season_id = $1 AND e.person_id = $2 AND a.assignment_id > $3 AND ($4 = '' OR a.state = $4)
 ORDER BY a.assignment_id
 LIMIT $5
