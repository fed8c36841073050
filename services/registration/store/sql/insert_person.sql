INSERT INTO person (person_id, state, family_name, given_name, patronymic, birth_date, region_id, create_time, update_time)
VALUES ($1, 'ACTIVE', $2, $3, $4, $5, $6, $7, $7)
