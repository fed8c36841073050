SELECT season_id, operation_id, kind, owner_id, state, metadata, result_type, result, create_time, update_time
FROM operation WHERE operation_id = $1
