-- At most one mail a template, person and event, and a mail that was sent says when.
SELECT m.template, m.person_id, m.event_id FROM message m
WHERE m.season_id IN ($1, '')
GROUP BY m.template, m.person_id, m.event_id HAVING count(*) > 1 OR bool_or((m.state = 'SENT') <> (m.send_time IS NOT NULL))
