INSERT INTO season_milestone (season_id, kind, milestone_time) VALUES ($1, $2, $3)
