UPDATE assignment_run SET state = 'DEPLOYED', deploy_time = $3, version = version + 1
 WHERE season_id = $1 AND run_id = $2 AND state = 'PROPOSED' AND version = $4
