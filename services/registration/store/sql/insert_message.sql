INSERT INTO message (message_id, season_id, template, person_id, event_id, subject, service, state, create_time, due_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'QUEUED', clock_timestamp(), $8)
ON CONFLICT (template, person_id, event_id) DO NOTHING
