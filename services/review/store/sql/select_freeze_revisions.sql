SELECT r.review_id, v.sha256
  FROM assignment a
  JOIN review r ON (r.season_id, r.assignment_id) = (a.season_id, a.assignment_id) AND r.state IN ('COMPLETED', 'REOPENED')
  JOIN review_revision v ON (v.season_id, v.review_id, v.revision) = (r.season_id, r.review_id, r.revision)
 WHERE a.season_id = $1 AND a.stage_id = $2
 ORDER BY r.review_id
