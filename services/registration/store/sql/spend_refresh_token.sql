UPDATE refresh_token SET spend_time = $2 WHERE token_hash = $1 AND spend_time IS NULL
