-- $3 events after the place ($1, $2), up to the horizon: the oldest transaction that still runs.
-- Ordered by the number, not by its text: 999 comes before 1000.
SELECT season_id, event_id, o.xid::text AS xid, n, subject, subject_seq, type, payload, recipients, create_time
FROM outbox o WHERE (o.xid, o.n) > ($1::xid8, $2) AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY o.xid, o.n LIMIT $3
