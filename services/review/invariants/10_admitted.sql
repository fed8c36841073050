-- An unfinished assignment belongs to an application that is admitted and in the round.
SELECT a.assignment_id, a.application_id, i.state
FROM assignment a
LEFT JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
WHERE a.season_id = $1 AND a.state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS')
  AND i.state IS DISTINCT FROM 'ADMITTED'
