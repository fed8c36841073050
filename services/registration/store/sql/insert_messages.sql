-- Many messages, each to one person about one event.
INSERT INTO message (message_id, season_id, template, person_id, event_id, subject, service, state, create_time, due_time)
SELECT r.message_id, r.season_id, r.template, r.person_id, r.event_id, r.subject, r.service, 'QUEUED', clock_timestamp(), r.due_time
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[])
  AS r (message_id, season_id, template, person_id, event_id, subject, service, due_time)
ON CONFLICT (template, person_id, event_id) DO NOTHING
