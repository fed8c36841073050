SELECT application_id, nomination_id, position, region_id, reviews, total_sum, criteria, place, place_order, award, reason,
       reserve
FROM ranking_entry
WHERE season_id = $1 AND ranking_id = $2 AND (cardinality($3::text[]) = 0 OR nomination_id = ANY ($3::text[]))
  AND (position, place_order, application_id) > ($4, $5, $6)
ORDER BY position, place_order, application_id LIMIT $7
