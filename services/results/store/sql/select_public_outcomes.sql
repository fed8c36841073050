SELECT o.application_id, o.people, o.number, o.title, o.region_id, o.nomination_id, o.nomination_title, o.position, o.place,
       o.award, o.award_title
FROM publication p JOIN outcome o ON o.season_id = p.season_id AND o.ranking_id = p.ranking_id
WHERE p.season_id = $1 AND p.version = $2 AND p.publish_time <= clock_timestamp() AND o.is_public
ORDER BY o.position, o.place, o.application_id
