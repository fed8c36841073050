-- The version of a row grew by one with each of its steps, and with nothing less.
SELECT a.assignment_id::text AS id, a.version
FROM assignment a
WHERE a.season_id = $1
  AND a.version <> (SELECT count(*) FROM assignment_transition t
                    WHERE (t.season_id, t.assignment_id) = (a.season_id, a.assignment_id))
UNION ALL
SELECT r.review_id::text, r.version
FROM review r
WHERE r.season_id = $1
  AND r.version < (SELECT count(*) FROM review_transition t WHERE (t.season_id, t.review_id) = (r.season_id, r.review_id))
