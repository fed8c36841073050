UPDATE participation SET active = false WHERE season_id = $1 AND application_id = $2 AND active
