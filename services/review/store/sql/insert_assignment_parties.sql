INSERT INTO assignment_party (season_id, stage_id, assignment_id, application_id, expert_id)
SELECT $1, $2, p.* FROM unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS p
