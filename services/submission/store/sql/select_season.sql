SELECT config_version, published FROM season WHERE season_id = $1
