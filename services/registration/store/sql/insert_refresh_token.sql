INSERT INTO refresh_token (token_hash, session_id, create_time, expire_time) VALUES ($1, $2, $3, $4)
