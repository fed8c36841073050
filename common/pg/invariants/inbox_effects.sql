-- An event that is set aside has had no effect yet.
SELECT p.consumer, p.event_id FROM parked_event p
JOIN inbox i ON (i.season_id, i.consumer, i.event_id) = (p.season_id, p.consumer, p.event_id)
WHERE p.season_id = $1
