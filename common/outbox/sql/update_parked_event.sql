UPDATE parked_event SET attempts = $4, reason = $5, retry_time = clock_timestamp() + $6::interval
WHERE season_id = $1 AND consumer = $2 AND event_id = $3
