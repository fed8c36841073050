INSERT INTO season AS s (season_id, config_version) VALUES ($1, $2)
ON CONFLICT (season_id) DO UPDATE SET config_version = EXCLUDED.config_version
  WHERE s.config_version < EXCLUDED.config_version
