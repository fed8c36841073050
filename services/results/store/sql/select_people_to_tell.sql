SELECT o.application_id, o.people
FROM publication_announcement a
JOIN publication p ON p.season_id = a.season_id AND p.version = a.version
JOIN outcome o ON o.season_id = p.season_id AND o.ranking_id = p.ranking_id AND o.application_id > a.last_application_id
WHERE a.season_id = $1 AND a.version = $2 AND p.publish_time <= clock_timestamp()
ORDER BY o.application_id LIMIT $3
