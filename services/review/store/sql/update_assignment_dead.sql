UPDATE assignment
   SET state = 'DEAD', end_reason = 'NOBODY_FOUND', lease_expire_time = NULL, stream_id = NULL, version = version + 1
 WHERE season_id = $1 AND assignment_id = $2 AND state = 'QUEUED'
