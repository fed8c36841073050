-- A new or moved window.
WITH stored AS (
  INSERT INTO stage (season_id, stage_id, kind, version, open_time, close_time, grace)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (season_id, stage_id) DO UPDATE
  SET version = excluded.version, open_time = excluded.open_time, close_time = excluded.close_time, grace = excluded.grace
  RETURNING season_id, stage_id, version, open_time, close_time, grace
), noted AS (
  INSERT INTO stage_window (season_id, stage_id, version, open_time, close_time, grace, config_version)
  SELECT season_id, stage_id, version, open_time, close_time, grace, $8 FROM stored
)
SELECT 1 / (count(*) = 1)::int FROM stored
