UPDATE config_install SET confirm_time = clock_timestamp()
WHERE season_id = $1 AND version = $2 AND service = $3 AND confirm_time IS NULL
