SELECT s.person_id, s.given_name, s.patronymic, s.family_name, s.email
FROM sign_up s WHERE s.person_id = ANY ($1::uuid[])
