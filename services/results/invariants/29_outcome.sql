-- What people are told agrees with the ranking that it belongs to.
SELECT o.season_id, o.ranking_id, o.application_id
FROM outcome o
LEFT JOIN ranking_entry e ON e.season_id = o.season_id AND e.ranking_id = o.ranking_id AND e.application_id = o.application_id
WHERE o.season_id = $1
  AND (e.application_id IS NULL OR (o.is_public AND (o.award, o.place) IS DISTINCT FROM (e.award, e.place))
       OR (NOT o.is_public AND o.place <> 0) OR (o.reviews <> 0 AND (o.total_sum, o.reviews) IS DISTINCT FROM (e.total_sum, e.reviews)))
UNION ALL
SELECT e.season_id, e.ranking_id, e.application_id  -- awarded, but not told
FROM ranking_entry e
JOIN ranking r ON r.season_id = e.season_id AND r.ranking_id = e.ranking_id AND r.freeze_time IS NOT NULL
LEFT JOIN outcome o ON o.season_id = e.season_id AND o.ranking_id = e.ranking_id AND o.application_id = e.application_id
WHERE e.season_id = $1 AND e.award <> '' AND o.is_public IS NOT TRUE
