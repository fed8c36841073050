UPDATE ranking SET state = 'SUPERSEDED', version = version + 1 WHERE season_id = $1 AND ranking_id = $2 AND state = $3
