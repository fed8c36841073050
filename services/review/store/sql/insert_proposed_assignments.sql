INSERT INTO proposed_assignment (season_id, run_id, application_id, expert_id, nomination_id, score)
SELECT $1, $2, p.* FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::int[]) AS p
