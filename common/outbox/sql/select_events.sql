-- $3 events after the place ($1, $2), up to the horizon: the oldest transaction that still runs.
SELECT season_id, event_id, xid::text AS xid, n, subject, subject_seq, type, payload, recipients, create_time
FROM outbox WHERE (xid, n) > ($1::xid8, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, n LIMIT $3
