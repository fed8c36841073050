INSERT INTO ranking_text (season_id, ranking_id, kind, body) VALUES ($1, $2, $3, $4)
