INSERT INTO region_code (region_id, scheme, code)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (scheme, code) DO NOTHING
