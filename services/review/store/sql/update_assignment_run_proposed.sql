UPDATE assignment_run
   SET state = 'PROPOSED', config_version = $3, inputs_sha256 = $4, result_sha256 = $5, metrics = $6,
       lease_expire_time = NULL, version = version + 1
 WHERE season_id = $1 AND run_id = $2 AND state = 'SOLVING' AND version = $7
