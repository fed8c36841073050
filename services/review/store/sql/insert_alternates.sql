INSERT INTO alternate (season_id, run_id, application_id, rank, expert_id, score)
SELECT $1, $2, t.* FROM unnest($3::uuid[], $4::smallint[], $5::uuid[], $6::int[]) AS t
