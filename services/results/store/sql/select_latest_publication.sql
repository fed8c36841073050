SELECT version FROM publication WHERE season_id = $1 ORDER BY version DESC LIMIT 1
