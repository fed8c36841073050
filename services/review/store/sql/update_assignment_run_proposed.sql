UPDATE assignment_run
   SET state = 'PROPOSED', result_sha256 = $3, metrics = $4, lease_expire_time = NULL, version = version + 1
 WHERE season_id = $1 AND run_id = $2 AND state = 'SOLVING' AND version = $5
