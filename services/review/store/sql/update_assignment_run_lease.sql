UPDATE assignment_run SET lease_expire_time = clock_timestamp() + $4::interval
 WHERE season_id = $1 AND run_id = $2 AND state = 'SOLVING' AND version = $3
