-- A review that counts shows the total of its revision in force, and no revision is missing before it.
SELECT r.review_id, r.revision
FROM review r
LEFT JOIN review_revision v ON (v.season_id, v.review_id, v.revision) = (r.season_id, r.review_id, r.revision)
WHERE r.season_id = $1 AND r.state IN ('COMPLETED', 'REOPENED')
  AND (v.total_hundredths IS DISTINCT FROM r.total_hundredths
       OR (SELECT count(*) FROM review_revision w WHERE (w.season_id, w.review_id) = (r.season_id, r.review_id)) <> r.revision)
