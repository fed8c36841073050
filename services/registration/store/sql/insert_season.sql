INSERT INTO season (season_id, creator_id, create_time) VALUES ($1, $2, $3)
