INSERT INTO assignment (season_id, stage_id, assignment_id, application_id, nomination_id, slot, code, origin, state, run_id,
                        offer_time, response_due_time, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
