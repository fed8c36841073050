-- Which of these applications are in a round.
SELECT DISTINCT i.application_id
FROM unnest($1::text[], $2::uuid[]) AS r (season_id, application_id)
JOIN round_item i ON (i.season_id, i.application_id) = (r.season_id, r.application_id)
