INSERT INTO season (season_id, config_version) VALUES ($1, $2)
ON CONFLICT (season_id) DO UPDATE SET config_version = $2, update_time = clock_timestamp()
