UPDATE round_item SET state = $3, application_version = greatest(application_version, $4), update_time = clock_timestamp()
 WHERE season_id = $1 AND application_id = $2
