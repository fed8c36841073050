SELECT season_id, stage_id, state = 'PLANNED' AS opens
  FROM stage
 WHERE (state = 'PLANNED' AND open_time <= clock_timestamp())
    OR (state = 'OPEN' AND close_time + grace <= clock_timestamp())
 ORDER BY season_id, stage_id
