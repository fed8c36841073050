INSERT INTO inbox (season_id, consumer, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
