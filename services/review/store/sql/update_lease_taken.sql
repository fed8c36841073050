UPDATE assignment
   SET lease_token = lease_token + 1, lease_expire_time = clock_timestamp() + interval '30 seconds', attempt = attempt + 1
 WHERE season_id = $1 AND assignment_id = $2 AND state = 'QUEUED'
   AND (lease_expire_time IS NULL OR lease_expire_time < clock_timestamp())
RETURNING lease_token
