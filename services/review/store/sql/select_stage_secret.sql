SELECT sealed_secret FROM stage_seed WHERE season_id = $1 AND stage_id = $2
