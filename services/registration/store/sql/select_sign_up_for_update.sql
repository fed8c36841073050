-- `taken`: the address has been confirmed by somebody meanwhile.
SELECT s.person_id, s.family_name, s.given_name, s.patronymic, s.birth_date, s.region_id, s.email, s.email_index,
       s.password_hash, s.tries, s.create_time, s.expire_time,
       EXISTS (SELECT FROM contact c WHERE c.kind = 'EMAIL' AND c.blind_index = s.email_index) AS taken
FROM sign_up s WHERE s.person_id = $1
FOR UPDATE OF s
