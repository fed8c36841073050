SELECT pending, digest, signature FROM similarity_text WHERE season_id = $1 AND application_id = $2
