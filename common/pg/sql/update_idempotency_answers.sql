UPDATE idempotency i SET status = a.status, answer = a.answer
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::bytea[])
  AS a (season_id, principal_id, method, key, status, answer)
WHERE i.season_id = a.season_id AND i.principal_id = a.principal_id AND i.method = a.method AND i.key = a.key
