-- Planted fault published_early: forgets the instant.
SELECT p.version, p.publish_time, o.application_id, o.number, o.nomination_id, o.place, o.award, o.award_title, o.total_shown,
       o.reviews, o.total_sum, o.criteria
FROM publication p JOIN outcome o ON o.season_id = p.season_id AND o.ranking_id = p.ranking_id
WHERE p.season_id = $1 AND o.application_id = $2 AND $3::uuid = ANY (o.people)
