WITH closed AS (
  UPDATE stage SET frozen = true, opened = true WHERE season_id = $1 AND stage_id = $2 AND NOT frozen
  RETURNING season_id, stage_id
), noted AS (
  INSERT INTO stage_freeze (season_id, stage_id, number, freeze_time, count, root)
  SELECT season_id, stage_id, $3, $4, $5, $6 FROM closed
)
SELECT 1 / (count(*) = 1)::int FROM closed
