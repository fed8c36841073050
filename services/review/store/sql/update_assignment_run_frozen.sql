UPDATE assignment_run SET config_version = $3, inputs_sha256 = $4, version = version + 1
 WHERE season_id = $1 AND run_id = $2 AND state = 'SOLVING' AND inputs_sha256 IS NULL AND version = $5
