INSERT INTO config_install (season_id, version, service, store_time) VALUES ($1, $2, $3, clock_timestamp())
ON CONFLICT (season_id, version, service) DO NOTHING
