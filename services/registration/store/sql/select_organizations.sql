SELECT o.organization_id, o.inn, o.ogrn, o.title, o.short_title, o.region_id, o.create_time
FROM organization o WHERE o.organization_id = ANY ($1) ORDER BY o.organization_id
