SELECT r.season_id, r.review_id, r.assignment_id, r.state, r.draft, r.revision, r.total_hundredths, r.update_time,
       r.complete_time, r.version
  FROM review r WHERE r.season_id = $1 AND r.assignment_id = $2
