UPDATE season SET in_force_version = $2 WHERE season_id = $1 AND in_force_version < $2
