INSERT INTO review (season_id, review_id, assignment_id, state, draft, update_time, version)
VALUES ($1, $2, $3, 'DRAFT', $4, $5, 1)
