-- Those whose access tokens, ten minutes long, may still be around.
SELECT s.session_id FROM session s
WHERE s.person_id = $1 AND s.end_time > clock_timestamp() - interval '15 minutes'
