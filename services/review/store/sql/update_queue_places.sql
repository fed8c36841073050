UPDATE assignment a SET stream_id = t.stream_id, queue_epoch = $2
  FROM unnest($3::uuid[], $4::text[]) AS t (assignment_id, stream_id)
 WHERE a.season_id = $1 AND a.assignment_id = t.assignment_id AND a.state = 'QUEUED'
