-- Keys of many calls, each of another principal; answers whose are new.
INSERT INTO idempotency (season_id, principal_id, method, key, fingerprint)
SELECT k.season_id, k.principal_id, k.method, k.key, k.fingerprint
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bytea[])
  AS k (season_id, principal_id, method, key, fingerprint)
ON CONFLICT DO NOTHING
RETURNING principal_id
