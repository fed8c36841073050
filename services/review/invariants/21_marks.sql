-- A completed revision has a mark inside the scale for every scored criterion, and the words that its rule asks for.
SELECT v.review_id, v.revision, c.criterion_id
FROM review_revision v
JOIN review r ON (r.season_id, r.review_id) = (v.season_id, v.review_id)
JOIN assignment a ON (a.season_id, a.assignment_id) = (r.season_id, r.assignment_id)
JOIN rubric_criterion c ON (c.season_id, c.config_version, c.nomination_id) = (v.season_id, v.config_version, a.nomination_id)
LEFT JOIN criterion_mark m ON (m.season_id, m.review_id, m.revision, m.criterion_id) =
                              (v.season_id, v.review_id, v.revision, c.criterion_id)
WHERE v.season_id = $1 AND NOT c.informative
  AND (m.mark IS NULL OR m.mark NOT BETWEEN c.min_mark AND c.max_mark
       OR ((m.mark <= c.comment_at_most OR m.mark >= c.comment_at_least)
           AND char_length(m.comment) < greatest(c.comment_min, 1)))
