SELECT stage_id, state FROM round_item WHERE season_id = $1 AND application_id = $2 ORDER BY stage_id FOR UPDATE
