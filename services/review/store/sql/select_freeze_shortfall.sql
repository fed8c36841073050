SELECT i.application_id, i.demand, count(r.review_id)::int AS completed
  FROM round_item i
  LEFT JOIN assignment a ON (a.season_id, a.stage_id, a.application_id) = (i.season_id, i.stage_id, i.application_id)
                        AND a.state = 'COMPLETED'
  LEFT JOIN review r ON (r.season_id, r.assignment_id) = (a.season_id, a.assignment_id)
                    AND r.state IN ('COMPLETED', 'REOPENED')
 WHERE i.season_id = $1 AND i.stage_id = $2 AND i.state = 'ADMITTED'
 GROUP BY i.application_id, i.demand
HAVING count(r.review_id) <> i.demand
 ORDER BY i.application_id
