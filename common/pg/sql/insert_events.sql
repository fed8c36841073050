-- Many events of one transaction at once; recipients come as array literals.
INSERT INTO outbox (season_id, event_id, n, subject, subject_seq, type, payload, recipients)
SELECT e.season_id, e.event_id, e.n - 1, e.subject,
       COALESCE((SELECT max(o.subject_seq) FROM outbox o WHERE o.season_id = e.season_id AND o.subject = e.subject), 0)
         + row_number() OVER (PARTITION BY e.season_id, e.subject ORDER BY e.n),
       e.type, e.payload::json, e.recipients::uuid[]
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
  AS e (season_id, event_id, subject, type, payload, recipients, n)
