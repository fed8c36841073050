UPDATE session SET end_time = $2, end_reason = $3 WHERE session_id = $1 AND end_time IS NULL
