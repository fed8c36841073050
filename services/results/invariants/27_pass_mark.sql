-- Nobody below the pass mark has an award of the ranking.
SELECT e.season_id, e.ranking_id, e.application_id
FROM ranking_entry e
JOIN ranking_nomination n ON n.season_id = e.season_id AND n.ranking_id = e.ranking_id AND n.nomination_id = e.nomination_id
WHERE e.season_id = $1 AND e.award <> '' AND e.total_sum < n.pass_value::bigint * e.reviews
