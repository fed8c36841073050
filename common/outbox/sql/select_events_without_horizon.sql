-- The planted fault naive_cursor: a transaction that commits after others that began later is passed by.
SELECT season_id, event_id, xid::text AS xid, n, subject, subject_seq, type, payload, recipients, create_time
FROM outbox WHERE (xid, n) > ($1::xid8, $2)
ORDER BY xid, n LIMIT $3
