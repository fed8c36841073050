DELETE FROM competence WHERE season_id = $1 AND expert_id = $2
