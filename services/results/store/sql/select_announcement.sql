SELECT announce_time FROM publication_announcement WHERE season_id = $1 AND version = $2
