UPDATE operation SET metadata = $2, update_time = clock_timestamp() WHERE operation_id = $1 AND state = 'RUNNING'
