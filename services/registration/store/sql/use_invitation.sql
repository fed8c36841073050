UPDATE invitation SET use_time = $3, user_id = $4 WHERE season_id = $1 AND invitation_id = $2 AND use_time IS NULL
