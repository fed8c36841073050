INSERT INTO outcome (season_id, ranking_id, application_id, people, number, title, region_id, nomination_id, nomination_title,
                     position, place, award, award_title, is_public, total_shown, reviews, total_sum, criteria)
SELECT e.season_id, e.ranking_id, e.application_id, e.people, e.number, e.title, e.region_id, e.nomination_id,
       o.nomination_title, e.position, o.place, o.award, o.award_title, o.is_public, o.total_shown, o.reviews, o.total_sum,
       o.criteria::json
FROM unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[], $8::boolean[], $9::boolean[], $10::int[], $11::bigint[],
            $12::text[])
  AS o (application_id, nomination_title, place, award, award_title, is_public, total_shown, reviews, total_sum, criteria)
JOIN ranking_entry e ON e.season_id = $1 AND e.ranking_id = $2 AND e.application_id = o.application_id
