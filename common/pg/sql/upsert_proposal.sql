INSERT INTO approval_proposal AS stored (season_id, object, verb, payload_hash, proposer_id, expire_time)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (season_id, object, verb) DO UPDATE
  SET payload_hash = EXCLUDED.payload_hash, proposer_id = EXCLUDED.proposer_id, expire_time = EXCLUDED.expire_time,
      create_time = clock_timestamp()
  WHERE stored.expire_time <= clock_timestamp() OR stored.payload_hash <> EXCLUDED.payload_hash
