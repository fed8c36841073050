UPDATE person
SET family_name = $3, given_name = $4, patronymic = $5, birth_date = $6, region_id = $7, name_version = $8,
    version = version + 1, update_time = $9
WHERE person_id = $1 AND version = $2
