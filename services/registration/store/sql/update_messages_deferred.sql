-- Growing delays, ten attempts.
UPDATE message SET attempts = attempts + 1, state = CASE WHEN attempts >= 9 THEN 'FAILED' ELSE 'QUEUED' END,
  due_time = clock_timestamp() + least(interval '1 second' * (2 ^ least(attempts, 9)), interval '5 minutes')
WHERE message_id = ANY ($1::uuid[]) AND state = 'QUEUED'
