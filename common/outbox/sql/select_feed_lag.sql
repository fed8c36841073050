-- How late the feed is, and the transaction that holds its end, if one does.
SELECT COALESCE((SELECT extract(epoch FROM clock_timestamp() - min(create_time))
                 FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())), 0)::float8 AS seconds,
       pg_snapshot_xmin(s.snapshot)::text AS horizon, pg_snapshot_xmin(s.snapshot) < pg_snapshot_xmax(s.snapshot) AS held
FROM pg_current_snapshot() AS s (snapshot)
