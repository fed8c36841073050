INSERT INTO assignment_transition (season_id, assignment_id, seq, from_state, to_state, verb, actor_id)
SELECT $1, t.assignment_id, 1, '', 'OFFERED', 'deploy', $3 FROM unnest($2::uuid[]) AS t (assignment_id)
