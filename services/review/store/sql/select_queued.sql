SELECT assignment_id FROM assignment
 WHERE season_id = $1 AND state = 'QUEUED' AND assignment_id > $2
   AND (lease_expire_time IS NULL OR lease_expire_time < clock_timestamp())
 ORDER BY assignment_id
 LIMIT $3
