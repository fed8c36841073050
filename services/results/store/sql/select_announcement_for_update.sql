SELECT a.last_application_id, a.finish_time, p.ranking_id, p.publish_time
FROM publication_announcement a JOIN publication p ON p.season_id = a.season_id AND p.version = a.version
WHERE a.season_id = $1 AND a.version = $2 AND p.publish_time <= clock_timestamp() FOR UPDATE OF a
