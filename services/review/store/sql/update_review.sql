UPDATE review
   SET state = $3, draft = $4, revision = $5, total_hundredths = $6, update_time = $7, complete_time = $8,
       version = version + 1
 WHERE season_id = $1 AND review_id = $2 AND version = $9
