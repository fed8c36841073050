UPDATE season SET announce_time = $2 WHERE season_id = $1 AND announce_time IS NULL
