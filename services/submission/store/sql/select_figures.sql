-- Gauges over the tables: family, its labels, value.
SELECT 'nastavnik_applications' AS family, ARRAY[season_id, nomination_id, state] AS labels, count(*)::float8 AS value
  FROM application GROUP BY season_id, nomination_id, state
UNION ALL
SELECT 'nastavnik_stage_closes_timestamp_seconds', ARRAY[season_id, stage_id], extract(epoch FROM close_time) FROM stage
UNION ALL
SELECT 'nastavnik_similarity_pending', ARRAY[]::text[], count(*) FROM similarity_waiting
UNION ALL
SELECT 'nastavnik_similarity_oldest_pending_seconds', ARRAY[]::text[],
       coalesce(extract(epoch FROM clock_timestamp() - min(submit_time)), 0)
  FROM similarity_waiting
