UPDATE message SET state = 'SENT', attempts = attempts + 1, send_time = clock_timestamp()
WHERE message_id = ANY ($1::uuid[]) AND state = 'QUEUED'
