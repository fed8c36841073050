SELECT assignment_id, next_time FROM assignment
 WHERE season_id = $1 AND next_time IS DISTINCT FROM placed_time
 ORDER BY assignment_id
 LIMIT $2
