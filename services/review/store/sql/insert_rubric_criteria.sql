INSERT INTO rubric_criterion (season_id, config_version, nomination_id, criterion_id, min_mark, max_mark, weight,
                              informative, comment_at_most, comment_at_least, comment_min)
SELECT $1, $2, c.*
  FROM unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::boolean[], $9::int[], $10::int[], $11::int[]) AS c
ON CONFLICT DO NOTHING
