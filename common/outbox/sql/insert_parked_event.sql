INSERT INTO parked_event (season_id, consumer, event_id, source, subject, subject_seq, type, payload, recipients,
                          event_time, attempts, reason, retry_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp() + $13::interval)
ON CONFLICT DO NOTHING
