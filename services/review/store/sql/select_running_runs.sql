SELECT run_id FROM assignment_run
 WHERE season_id = $1 AND stage_id = $2 AND state IN ('PENDING', 'SOLVING') AND nominations && $3::text[]
 ORDER BY run_id
   FOR UPDATE
