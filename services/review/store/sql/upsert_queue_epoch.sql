INSERT INTO queue_epoch (season_id, epoch) VALUES ($1, $2)
ON CONFLICT (season_id) DO UPDATE SET epoch = $2, create_time = clock_timestamp()
