INSERT INTO season_config (season_id, version, document, sha256) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
