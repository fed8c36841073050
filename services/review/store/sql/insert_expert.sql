INSERT INTO expert (season_id, expert_id, state, grade, create_time) VALUES ($1, $2, 'INVITED', $3, $4)
