SELECT season_id, subject, max(attempts) AS attempts FROM parked_event WHERE consumer = $1 GROUP BY season_id, subject
