INSERT INTO conflict (season_id, conflict_id, expert_id, kind, application_id, organization_id, person_id, assignment_id,
                      reason, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
