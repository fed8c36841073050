INSERT INTO criterion_mark (season_id, review_id, revision, criterion_id, mark, comment)
SELECT $1, $2, $3, m.* FROM unnest($4::text[], $5::int[], $6::text[]) AS m
