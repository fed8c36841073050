-- The last transaction before the horizon: whatever readers may still see comes after it.
SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text AS xid
