UPDATE season SET published = true WHERE season_id = $1
