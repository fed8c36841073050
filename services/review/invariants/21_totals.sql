-- The total of a revision is the sum of weight * mark / max over its scored criteria, in hundredths, without a remainder.
SELECT v.review_id, v.revision, v.total_hundredths
FROM review_revision v
JOIN review r ON (r.season_id, r.review_id) = (v.season_id, v.review_id)
JOIN assignment a ON (a.season_id, a.assignment_id) = (r.season_id, r.assignment_id)
JOIN rubric_criterion c ON (c.season_id, c.config_version, c.nomination_id) = (v.season_id, v.config_version, a.nomination_id)
JOIN criterion_mark m ON (m.season_id, m.review_id, m.revision, m.criterion_id) =
                         (v.season_id, v.review_id, v.revision, c.criterion_id)
WHERE v.season_id = $1 AND NOT c.informative
GROUP BY v.review_id, v.revision, v.total_hundredths
HAVING sum(100 * c.weight * m.mark / c.max_mark) <> v.total_hundredths
    OR bool_or((100 * c.weight * m.mark) % c.max_mark <> 0)
