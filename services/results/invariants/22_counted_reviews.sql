-- What ranks is a sum over reviews that count: with none there is no place, and no total is outside the rubric's scale.
SELECT season_id, ranking_id, application_id FROM ranking_entry
WHERE season_id = $1
  AND (reviews < 0 OR (place > 0 AND reviews = 0) OR total_sum < 0 OR total_sum > 10000 * reviews::bigint)
