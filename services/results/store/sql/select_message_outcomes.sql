SELECT person.id AS person_id, o.number, o.title
FROM publication p JOIN outcome o ON o.season_id = p.season_id AND o.ranking_id = p.ranking_id
CROSS JOIN LATERAL unnest(o.people) AS person (id)
WHERE p.season_id = $1 AND p.version = $2 AND person.id = ANY ($3::uuid[]) AND p.publish_time <= clock_timestamp()
ORDER BY person.id, o.application_id
