SELECT p.season_id, p.version, p.ranking_id
FROM publication p LEFT JOIN publication_announcement a ON a.season_id = p.season_id AND a.version = p.version
WHERE p.publish_time <= clock_timestamp() AND a.finish_time IS NULL ORDER BY p.publish_time
