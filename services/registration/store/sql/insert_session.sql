INSERT INTO session (session_id, person_id, password_time, create_time, expire_time) VALUES ($1, $2, $3, $4, $5)
