INSERT INTO organization (organization_id, inn, ogrn, title, short_title, region_id, creator_id, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
