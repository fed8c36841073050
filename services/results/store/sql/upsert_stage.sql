INSERT INTO stage AS s (season_id, stage_id, kind, config_version, open_time, close_time) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (season_id, stage_id) DO UPDATE
  SET config_version = EXCLUDED.config_version, open_time = EXCLUDED.open_time, close_time = EXCLUDED.close_time
  WHERE (s.open_time, s.close_time) IS DISTINCT FROM (EXCLUDED.open_time, EXCLUDED.close_time)
