SELECT COALESCE(extract(epoch FROM clock_timestamp() - min(m.due_time)), 0)::float8 AS age FROM message m
WHERE m.state = 'QUEUED' AND m.due_time <= clock_timestamp()
