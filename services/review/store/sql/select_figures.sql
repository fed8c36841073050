-- Gauges over the tables: family, its labels, value.
SELECT 'nastavnik_reviews' AS family, ARRAY[season_id, nomination_id, state] AS labels, count(*)::float8 AS value
  FROM assignment GROUP BY season_id, nomination_id, state
UNION ALL
SELECT 'nastavnik_reviews_overdue', ARRAY[season_id, nomination_id], count(*)
  FROM assignment WHERE state IN ('ACCEPTED', 'IN_PROGRESS') AND due_time < clock_timestamp()
 GROUP BY season_id, nomination_id
UNION ALL
SELECT 'nastavnik_assignments_uncovered', ARRAY[i.season_id, i.nomination_id], sum(i.demand - a.filled)
  FROM round_item i
 CROSS JOIN LATERAL (SELECT count(*) AS filled FROM assignment a
                      WHERE (a.season_id, a.stage_id, a.application_id) = (i.season_id, i.stage_id, i.application_id)
                        AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')) a
 WHERE i.state = 'ADMITTED'
 GROUP BY i.season_id, i.nomination_id
UNION ALL
SELECT 'nastavnik_experts', ARRAY[season_id, state], count(*) FROM expert GROUP BY season_id, state
UNION ALL
SELECT 'nastavnik_queue_depth', ARRAY['assignment', s.state], count(a.season_id)
  FROM unnest(ARRAY['waiting', 'leased']) AS s (state)
  LEFT JOIN assignment a ON a.state = 'QUEUED' AND (a.lease_expire_time IS NULL) = (s.state = 'waiting')
 GROUP BY s.state
UNION ALL
SELECT 'nastavnik_queue_oldest_pending_seconds', ARRAY['assignment'],
       coalesce(extract(epoch FROM clock_timestamp() - min(create_time)), 0)
  FROM assignment WHERE state = 'QUEUED'
UNION ALL
SELECT 'nastavnik_stage_closes_timestamp_seconds', ARRAY[season_id, stage_id], extract(epoch FROM close_time) FROM stage
UNION ALL
SELECT 'nastavnik_operations', ARRAY[kind, state], count(*) FROM operation GROUP BY kind, state
