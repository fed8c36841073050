DELETE FROM similarity_band WHERE season_id = $1 AND application_id = $2 AND hash = ANY ($3::bigint[])
