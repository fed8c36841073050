INSERT INTO publication_announcement (season_id, version, last_application_id) VALUES ($1, $2, $3)
ON CONFLICT (season_id, version) DO NOTHING
