INSERT INTO region (region_id, title, kind, district, utc_offset_hours)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
ON CONFLICT (region_id) DO NOTHING
