-- Figures of a season for the gauges: name, nomination, state, value.
SELECT 'assignments' AS figure, nomination_id, state, count(*)::float8 AS value
  FROM assignment WHERE season_id = $1
 GROUP BY nomination_id, state
UNION ALL
SELECT 'overdue', nomination_id, '', count(*)
  FROM assignment WHERE season_id = $1 AND state IN ('ACCEPTED', 'IN_PROGRESS') AND due_time < clock_timestamp()
 GROUP BY nomination_id
UNION ALL
SELECT 'uncovered', i.nomination_id, '', sum(i.demand - a.filled)
  FROM round_item i
 CROSS JOIN LATERAL (SELECT count(*) AS filled FROM assignment a
                      WHERE (a.season_id, a.stage_id, a.application_id) = (i.season_id, i.stage_id, i.application_id)
                        AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')) a
 WHERE i.season_id = $1 AND i.state = 'ADMITTED'
 GROUP BY i.nomination_id
UNION ALL
SELECT 'experts', '', state, count(*) FROM expert WHERE season_id = $1 GROUP BY state
UNION ALL
SELECT 'queued', '', CASE WHEN lease_expire_time IS NULL THEN 'waiting' ELSE 'leased' END, count(*)
  FROM assignment WHERE season_id = $1 AND state = 'QUEUED'
 GROUP BY 3
UNION ALL
SELECT 'queue_age', '', '', extract(epoch FROM clock_timestamp() - min(create_time))
  FROM assignment WHERE season_id = $1 AND state = 'QUEUED'
HAVING count(*) > 0
