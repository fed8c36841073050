UPDATE assignment a SET placed_time = t.next_time
  FROM unnest($2::uuid[], $3::timestamptz[]) AS t (assignment_id, next_time)
 WHERE a.season_id = $1 AND a.assignment_id = t.assignment_id
