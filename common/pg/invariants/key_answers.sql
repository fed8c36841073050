-- Every key that is committed has its answer: key, effect and answer are one transaction.
SELECT principal_id, method, key FROM idempotency WHERE season_id = $1 AND (status IS NULL OR answer IS NULL)
