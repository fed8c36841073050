-- Gauges over the tables: family, its labels, value.
SELECT 'nastavnik_stage_closes_timestamp_seconds' AS family, ARRAY[season_id, stage_id] AS labels,
       extract(epoch FROM close_time)::float8 AS value
  FROM stage
UNION ALL
SELECT 'nastavnik_operations', ARRAY[kind, state], count(*) FROM operation GROUP BY kind, state
