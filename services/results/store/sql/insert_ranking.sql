INSERT INTO ranking (season_id, ranking_id, state, config_version, inputs_sha256, result_sha256, create_time)
VALUES ($1, $2, 'COMPUTED', $3, $4, $5, $6)
