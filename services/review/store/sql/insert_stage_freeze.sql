INSERT INTO stage_freeze (season_id, stage_id, number, freeze_time, review_count, root)
SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM stage_freeze WHERE season_id = $1 AND stage_id = $2
