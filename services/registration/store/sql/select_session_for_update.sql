SELECT s.session_id, s.person_id, s.end_time FROM session s WHERE s.session_id = $1 AND s.person_id = $2 FOR UPDATE
