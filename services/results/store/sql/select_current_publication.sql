SELECT version, ranking_id, publish_time FROM publication
WHERE season_id = $1 AND publish_time <= clock_timestamp() ORDER BY version DESC LIMIT 1
