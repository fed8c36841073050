INSERT INTO idempotency (season_id, principal_id, method, key, fingerprint) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
