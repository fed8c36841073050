INSERT INTO assignment_party (season_id, stage_id, assignment_id, application_id, expert_id) VALUES ($1, $2, $3, $4, $5)
