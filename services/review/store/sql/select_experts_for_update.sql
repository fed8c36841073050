SELECT expert_id FROM expert WHERE season_id = $1 AND expert_id = ANY ($2::uuid[]) ORDER BY expert_id FOR UPDATE
