INSERT INTO review_round (season_id, config_version, stage_id, reviews_per_application, max_load, season_max,
                          fresh_experts, one_per_organization, different_region)
SELECT $1, $2, r.*
  FROM unnest($3::text[], $4::smallint[], $5::int[], $6::int[], $7::boolean[], $8::boolean[], $9::boolean[]) AS r
ON CONFLICT DO NOTHING
