SELECT assignment_id FROM assignment
 WHERE season_id = $1 AND state = 'QUEUED' AND lease_expire_time IS NULL AND (stream_id IS NULL OR queue_epoch <> $2)
 ORDER BY assignment_id
 LIMIT $3
