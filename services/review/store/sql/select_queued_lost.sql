SELECT assignment_id FROM assignment
 WHERE season_id = $1 AND state = 'QUEUED' AND lease_expire_time IS NULL AND queue_epoch = $2 AND stream_id IS NOT NULL
   AND ($3 = '' OR (split_part(stream_id, '-', 1)::bigint, split_part(stream_id, '-', 2)::bigint)
                 < (split_part($3, '-', 1)::bigint, split_part($3, '-', 2)::bigint))
 ORDER BY assignment_id
 LIMIT $4
