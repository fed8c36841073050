INSERT INTO role_grant (grant_id, person_id, role, season_id, nomination_id, region_id, granter_id, start_time, end_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
