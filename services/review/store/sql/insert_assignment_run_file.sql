INSERT INTO assignment_run_file (season_id, run_id, kind, content) VALUES ($1, $2, $3, $4)
