DELETE FROM parked_event WHERE season_id = $1 AND consumer = $2 AND event_id = $3
