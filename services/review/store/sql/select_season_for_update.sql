SELECT config_version FROM season WHERE season_id = $1 FOR UPDATE
