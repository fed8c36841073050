INSERT INTO sign_up (person_id, family_name, given_name, patronymic, birth_date, region_id, email, email_index,
                     password_hash, create_time, expire_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
