SELECT season_id, conflict_id, expert_id, kind, application_id, organization_id, person_id, assignment_id, state, reason,
       create_time
  FROM conflict
 WHERE season_id = $1 AND expert_id = $2 AND conflict_id > $3
 ORDER BY conflict_id
 LIMIT $4
