-- Of the $3 events after the place ($1, $2), up to the horizon, those for the person $4 or for everybody; and the last of
-- the $3, whoever may hear of it: it tells how far was read.
WITH scanned AS MATERIALIZED (
  SELECT o.* FROM outbox o WHERE (o.xid, o.n) > ($1::xid8, $2) AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY o.xid, o.n LIMIT $3),
last AS (SELECT xid, n FROM scanned ORDER BY xid DESC, n DESC LIMIT 1)
SELECT s.season_id, event_id, s.xid::text AS xid, s.n, subject, subject_seq, type, payload, recipients, create_time,
       recipients && ARRAY[$4, '00000000-0000-0000-0000-000000000000']::uuid[] AS told,
       (SELECT count(*) FROM scanned)::int AS scanned
FROM scanned s WHERE recipients && ARRAY[$4, '00000000-0000-0000-0000-000000000000']::uuid[] OR (s.xid, s.n) = (SELECT xid, n FROM last)
ORDER BY s.xid, s.n
