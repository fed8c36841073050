-- Address and name of recipients that have an account.
SELECT p.person_id, p.given_name, p.patronymic, p.family_name, c.value AS email
FROM person p
JOIN contact c ON c.person_id = p.person_id AND c.kind = 'EMAIL' AND c.is_primary
WHERE p.person_id = ANY ($1::uuid[]) AND p.state <> 'ERASED'
