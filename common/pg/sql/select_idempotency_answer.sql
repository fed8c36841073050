SELECT fingerprint, status, answer FROM idempotency
WHERE season_id = $1 AND principal_id = $2 AND method = $3 AND key = $4
