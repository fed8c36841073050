INSERT INTO expert_invitation (season_id, expert_id, email) VALUES ($1, $2, $3)
