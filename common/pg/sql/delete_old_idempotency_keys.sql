DELETE FROM idempotency WHERE (season_id, principal_id, method, key) IN (
  SELECT season_id, principal_id, method, key FROM idempotency WHERE create_time < clock_timestamp() - interval '72 hours'
  ORDER BY create_time LIMIT 1000)
