UPDATE message SET state = 'CANCELLED' WHERE message_id = ANY ($1::uuid[]) AND state = 'QUEUED'
