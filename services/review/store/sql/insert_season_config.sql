INSERT INTO season_config (season_id, version, document) VALUES ($1, $2, $3)
ON CONFLICT (season_id, version) DO NOTHING
