INSERT INTO season_registration (season_id, registration_id, person_id, region_id, source, register_time)
VALUES ($1, $2, $3, $4, $5, $6)
