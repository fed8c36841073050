WITH taken AS MATERIALIZED (  -- a plain subquery may be run more than once and take more than the limit
  SELECT assignment_id FROM assignment
   WHERE season_id = $1 AND state = 'QUEUED' AND lease_expire_time IS NULL
   ORDER BY assignment_id
   LIMIT $2
     FOR UPDATE SKIP LOCKED)
UPDATE assignment a
   SET lease_token = lease_token + 1, lease_expire_time = clock_timestamp() + interval '30 seconds', attempt = attempt + 1
  FROM taken t
 WHERE a.season_id = $1 AND a.assignment_id = t.assignment_id
RETURNING a.assignment_id, a.lease_token
