INSERT INTO publication_announcement (season_id, version)
SELECT season_id, version FROM publication WHERE season_id = $1 AND version = $2 AND publish_time <= clock_timestamp()
