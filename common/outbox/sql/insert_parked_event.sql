INSERT INTO parked_event (season_id, consumer, event_id, source, subject, subject_seq, type, payload, event_time, attempts,
                          reason, retry_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp() + $12::interval)
ON CONFLICT DO NOTHING
