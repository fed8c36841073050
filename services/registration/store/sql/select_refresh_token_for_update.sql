-- The session's row is locked: of two that exchange the same token one waits and then finds it spent. `next_expire_time`:
-- the exchange for $2 has been committed already.
SELECT t.session_id, t.expire_time AS token_expire_time, t.spend_time, s.person_id, s.password_time, s.expire_time,
       s.end_time, p.state, p.epoch,
       (SELECT n.expire_time FROM refresh_token n WHERE n.token_hash = $2 AND n.session_id = t.session_id) AS next_expire_time
FROM refresh_token t
JOIN session s ON s.session_id = t.session_id
JOIN person p ON p.person_id = s.person_id
WHERE t.token_hash = $1
FOR UPDATE OF t, s
