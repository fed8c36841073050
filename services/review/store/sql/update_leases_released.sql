UPDATE assignment SET lease_expire_time = NULL, stream_id = NULL
 WHERE season_id = $1 AND assignment_id = ANY ($2::uuid[]) AND state = 'QUEUED'
