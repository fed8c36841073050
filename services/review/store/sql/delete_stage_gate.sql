DELETE FROM stage_gate WHERE season_id = $1 AND stage_id = $2
