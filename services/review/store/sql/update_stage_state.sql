UPDATE stage SET state = $3, version = version + 1 WHERE season_id = $1 AND stage_id = $2 AND version = $4
