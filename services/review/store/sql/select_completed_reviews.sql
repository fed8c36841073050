SELECT r.review_id, a.application_id, p.expert_id, r.revision, r.total_hundredths, v.complete_time,
       ARRAY(SELECT m.criterion_id FROM criterion_mark m
              WHERE (m.season_id, m.review_id, m.revision) = (r.season_id, r.review_id, r.revision) AND m.mark IS NOT NULL
              ORDER BY m.criterion_id) AS criteria,
       ARRAY(SELECT m.mark FROM criterion_mark m
              WHERE (m.season_id, m.review_id, m.revision) = (r.season_id, r.review_id, r.revision) AND m.mark IS NOT NULL
              ORDER BY m.criterion_id) AS marks
  FROM review r
  JOIN assignment a ON (a.season_id, a.assignment_id) = (r.season_id, r.assignment_id)
  JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
  JOIN review_revision v ON (v.season_id, v.review_id, v.revision) = (r.season_id, r.review_id, r.revision)
 WHERE r.season_id = $1 AND a.stage_id = $2 AND r.review_id > $3 AND r.state IN ('COMPLETED', 'REOPENED')
 ORDER BY r.review_id
 LIMIT $4
