INSERT INTO similarity_band (season_id, hash, application_id)
SELECT $1, hash, $2 FROM unnest($3::bigint[]) AS band (hash) ON CONFLICT DO NOTHING
