UPDATE similarity SET state = $4, reason = $5, actor_id = $6, decide_time = $7, row_version = row_version + 1
WHERE season_id = $1 AND similarity_id = $2 AND row_version = $3
