UPDATE operation SET state = $2, result_type = $3, result = $4, update_time = clock_timestamp()
WHERE operation_id = $1 AND state = 'RUNNING'
