INSERT INTO stage_gate (season_id, stage_id, expire_time) VALUES ($1, $2, clock_timestamp() + interval '15 seconds')
ON CONFLICT (season_id, stage_id) DO UPDATE SET expire_time = excluded.expire_time
