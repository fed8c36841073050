-- Every completed revision was told once.
SELECT r.review_id, r.revision, count(o.event_id)
FROM review r
LEFT JOIN outbox o ON o.season_id = r.season_id AND o.subject = format('seasons/%s/assignments/%s/review', r.season_id, r.assignment_id)
                  AND o.type = 'review.completed'
WHERE r.season_id = $1
GROUP BY r.review_id, r.revision
HAVING count(o.event_id) <> r.revision
