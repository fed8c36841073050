UPDATE assignment
   SET state = $3, offer_time = $4, response_due_time = $5, due_time = $6, late_until_time = $7, end_reason = $8,
       version = version + 1, lease_expire_time = NULL, stream_id = NULL
 WHERE season_id = $1 AND assignment_id = $2 AND version = $9
