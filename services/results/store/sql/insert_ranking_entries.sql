INSERT INTO ranking_entry (season_id, ranking_id, application_id, nomination_id, position, region_id, people, number, title,
                           reviews, total_sum, criteria, place, award, win, reason, reserve)
SELECT $1, $2, e.application_id, e.nomination_id, e.position, e.region_id, e.people::uuid[], e.number, e.title,
       e.reviews, e.total_sum, e.criteria::json, e.place, e.award, e.win, e.reason, e.reserve
FROM unnest($3::uuid[], $4::text[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[], $11::bigint[],
            $12::text[], $13::int[], $14::text[], $15::boolean[], $16::text[], $17::int[])
  AS e (application_id, nomination_id, position, region_id, people, number, title, reviews, total_sum,
        criteria, place, award, win, reason, reserve)
