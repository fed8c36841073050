-- The planted fault naive_cursor: a transaction that commits after others that began later is passed by.
SELECT season_id, event_id, o.xid::text AS xid, n, subject, subject_seq, type, payload, recipients, create_time
FROM outbox o WHERE (o.xid, o.n) > ($1::xid8, $2)
ORDER BY o.xid, o.n LIMIT $3
