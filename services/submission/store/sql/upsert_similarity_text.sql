INSERT INTO similarity_text (season_id, application_id, version, submit_time, digest, signature)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (season_id, application_id) DO UPDATE
SET version = excluded.version, pending = false, submit_time = excluded.submit_time, digest = excluded.digest,
    signature = excluded.signature
