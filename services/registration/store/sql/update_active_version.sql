UPDATE season SET active_version = $2 WHERE season_id = $1 AND active_version < $2
