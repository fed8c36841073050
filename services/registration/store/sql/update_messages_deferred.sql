-- Growing delays, without end: what the mail server or the owner of the contents cannot do now, they may do tomorrow.
UPDATE message SET attempts = attempts + 1,
  due_time = clock_timestamp() + least(interval '1 second' * (2 ^ least(attempts, 9)), interval '5 minutes')
WHERE message_id = ANY ($1::uuid[]) AND state = 'QUEUED'
