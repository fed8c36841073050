SELECT expert_id FROM expert WHERE season_id = $1 AND person_id = $2
