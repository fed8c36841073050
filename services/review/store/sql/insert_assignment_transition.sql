INSERT INTO assignment_transition (season_id, assignment_id, seq, from_state, to_state, verb, actor_id, reason)
SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7
  FROM assignment_transition WHERE season_id = $1 AND assignment_id = $2
