-- The number of an event among those of its subject is safe because whoever changes the subject holds its row lock.
INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, type, payload, recipients)
SELECT $1::text, $2::uuid, 0, $3::text, COALESCE(max(o.subject_seq), 0) + 1, $4::text, $5::json, $6::uuid[]
FROM outbox o WHERE o.season_id = $1 AND o.subject = $3
