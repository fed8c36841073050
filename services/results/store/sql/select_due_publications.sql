SELECT p.season_id, p.version, p.ranking_id FROM publication p
WHERE p.publish_time <= clock_timestamp()
  AND NOT EXISTS (SELECT FROM publication_announcement a WHERE a.season_id = p.season_id AND a.version = p.version)
ORDER BY p.publish_time
