-- No application has more unfinished and completed assignments than it wants reviews.
SELECT a.stage_id, a.application_id, count(*)
FROM assignment a
JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
WHERE a.season_id = $1 AND a.state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
GROUP BY a.stage_id, a.application_id, i.demand
HAVING count(*) > i.demand
