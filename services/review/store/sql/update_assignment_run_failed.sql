UPDATE assignment_run SET state = 'FAILED', error = $3, lease_expire_time = NULL, version = version + 1
 WHERE season_id = $1 AND run_id = $2 AND state = 'SOLVING' AND version = $4
