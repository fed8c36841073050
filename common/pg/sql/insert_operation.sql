INSERT INTO operation (season_id, operation_id, kind, owner_id, state, metadata) VALUES ($1, $2, $3, $4, 'RUNNING', $5)
