-- The cursor of a consumer is far beyond them: their events never come again.
DELETE FROM inbox WHERE (season_id, consumer, event_id) IN (
  SELECT season_id, consumer, event_id FROM inbox WHERE create_time < clock_timestamp() - interval '30 days'
  ORDER BY create_time LIMIT 1000)
