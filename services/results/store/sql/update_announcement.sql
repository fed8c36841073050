UPDATE publication_announcement SET last_application_id = $3, finish_time = $4 WHERE season_id = $1 AND version = $2
