-- A session that goes on has exactly one token that is not spent; one that was ended for reuse goes on no more.
SELECT s.session_id, count(t.token_hash) FILTER (WHERE t.spend_time IS NULL) AS unspent FROM session s
LEFT JOIN refresh_token t ON t.session_id = s.session_id
WHERE $1::text IS NOT NULL
GROUP BY s.session_id, s.expire_time, s.end_time
HAVING count(t.token_hash) FILTER (WHERE t.spend_time IS NULL) <> 1
    OR max(t.create_time) > COALESCE(s.end_time, s.expire_time)
