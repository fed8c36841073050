SELECT season_id, object, verb, payload_hash, proposer_id, expire_time
  FROM approval_proposal
 WHERE season_id = $1 AND object = $2 AND verb = $3 AND expire_time > clock_timestamp()
