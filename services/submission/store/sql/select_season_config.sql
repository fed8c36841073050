SELECT version, document FROM season_config WHERE season_id = $1 AND version = $2
