-- In a frozen round an application has exactly its demand of completed reviews, or stands in the list of shortfalls.
SELECT i.stage_id, i.application_id, i.demand, count(v.review_id)
FROM stage g
JOIN round_item i ON (i.season_id, i.stage_id) = (g.season_id, g.stage_id) AND i.state = 'ADMITTED'
LEFT JOIN assignment a ON (a.season_id, a.stage_id, a.application_id) = (i.season_id, i.stage_id, i.application_id)
                      AND a.state = 'COMPLETED'
LEFT JOIN review v ON (v.season_id, v.assignment_id) = (a.season_id, a.assignment_id) AND v.state IN ('COMPLETED', 'REOPENED')
WHERE g.season_id = $1 AND g.state = 'FROZEN'
GROUP BY i.season_id, i.stage_id, i.application_id, i.demand
HAVING count(v.review_id) <> i.demand
   AND NOT EXISTS (SELECT FROM stage_shortfall f
                   WHERE (f.season_id, f.stage_id, f.application_id) = (i.season_id, i.stage_id, i.application_id))
