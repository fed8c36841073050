-- One message to each of many people about one event.
INSERT INTO message (message_id, season_id, template, person_id, event_id, subject, service, state, create_time, due_time)
SELECT r.message_id, $1, $2, r.person_id, $3, $4, $5, 'QUEUED', clock_timestamp(), $6
FROM unnest($7::uuid[], $8::uuid[]) AS r (message_id, person_id)
ON CONFLICT (template, person_id, event_id) DO NOTHING
