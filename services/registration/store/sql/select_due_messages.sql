SELECT m.message_id, m.season_id, m.template, m.person_id, m.event_id, m.subject, m.service, m.attempts, m.create_time
FROM message m
WHERE m.state = 'QUEUED' AND m.due_time <= clock_timestamp()
ORDER BY m.due_time
LIMIT $1
