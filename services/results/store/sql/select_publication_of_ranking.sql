SELECT version, publish_time, publish_time <= clock_timestamp() AS published
FROM publication WHERE season_id = $1 AND ranking_id = $2
