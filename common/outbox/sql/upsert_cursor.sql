INSERT INTO consumer_cursor (consumer, resume_token, event_time) VALUES ($1, $2, $3)
ON CONFLICT (consumer) DO UPDATE SET resume_token = EXCLUDED.resume_token, event_time = EXCLUDED.event_time,
  update_time = clock_timestamp()
