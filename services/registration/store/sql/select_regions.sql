SELECT r.region_id, r.title, r.kind, r.district, r.utc_offset_hours, COALESCE(c.code, '') AS iso_code
FROM region r
LEFT JOIN region_code c ON c.region_id = r.region_id AND c.scheme = 'ISO_3166_2'
ORDER BY r.title COLLATE "ru-x-icu", r.region_id
