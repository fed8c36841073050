UPDATE assignment SET stream_id = NULL WHERE season_id = $1 AND assignment_id = ANY ($2::uuid[]) AND state = 'QUEUED'
