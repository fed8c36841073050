SELECT assignment_id, attempt, version, nomination_id, stage_id FROM assignment
 WHERE season_id = $1 AND state = 'QUEUED' AND lease_expire_time < clock_timestamp()
 ORDER BY assignment_id
 LIMIT 1000
   FOR UPDATE SKIP LOCKED
