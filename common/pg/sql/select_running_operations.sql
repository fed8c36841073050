SELECT season_id, operation_id, kind, owner_id, state, metadata, result_type, result, create_time, update_time
FROM operation WHERE owner_id = $1 AND kind = $2 AND state = 'RUNNING' ORDER BY create_time
