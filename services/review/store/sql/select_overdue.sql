SELECT assignment_id FROM assignment
 WHERE season_id = $1 AND next_time < clock_timestamp() - $2::interval
 ORDER BY next_time
 LIMIT $3
