UPDATE ranking SET state = $4, root = $5, statement = $6, freeze_time = $7, sign_time = $8, version = version + 1
WHERE season_id = $1 AND ranking_id = $2 AND version = $3
