INSERT INTO competence (season_id, expert_id, nomination_id, level)
SELECT $1, $2, c.* FROM unnest($3::text[], $4::text[]) AS c
