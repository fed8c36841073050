SELECT COALESCE(extract(epoch FROM clock_timestamp() - min(create_time)), 0) AS seconds
FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())
