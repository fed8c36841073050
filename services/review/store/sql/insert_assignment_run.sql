INSERT INTO assignment_run (season_id, run_id, stage_id, number, nominations, state, operation_id, author_id, create_time)
SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, 'PENDING', $5, $6, $7
  FROM assignment_run WHERE season_id = $1 AND stage_id = $3
