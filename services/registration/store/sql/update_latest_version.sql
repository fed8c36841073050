UPDATE season SET latest_version = $3 WHERE season_id = $1 AND latest_version = $2
