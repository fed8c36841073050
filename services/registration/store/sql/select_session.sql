SELECT s.session_id, s.person_id, s.password_time, s.create_time, s.expire_time, s.end_time FROM session s
WHERE s.session_id = $1
