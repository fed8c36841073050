INSERT INTO approval_proposal (season_id, object, verb, payload_hash, proposer_id, expire_time)
VALUES ($1, $2, $3, $4, $5, $6)
