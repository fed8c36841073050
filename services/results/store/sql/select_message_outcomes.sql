SELECT o.application_id, o.number, o.title
FROM publication p JOIN outcome o ON o.season_id = p.season_id AND o.ranking_id = p.ranking_id
WHERE p.season_id = $1 AND o.application_id = ANY ($2::uuid[]) AND p.publish_time <= clock_timestamp()
  AND NOT EXISTS (SELECT FROM publication n
                  WHERE n.season_id = p.season_id AND n.version > p.version AND n.publish_time <= clock_timestamp())
