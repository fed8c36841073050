SELECT assignment_id, next_time FROM assignment
 WHERE season_id = $1 AND next_time IS NOT NULL AND assignment_id > $2
 ORDER BY assignment_id
 LIMIT $3
