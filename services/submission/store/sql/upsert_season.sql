INSERT INTO season (season_id, config_version) VALUES ($1, $2)
ON CONFLICT (season_id) DO UPDATE SET config_version = excluded.config_version WHERE season.config_version < excluded.config_version
