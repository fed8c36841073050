SELECT p.person_id, p.state, p.family_name, p.given_name, p.patronymic, p.birth_date, p.region_id, p.name_version,
       p.facts_version, p.epoch, p.version, p.create_time, p.update_time, c.value AS email
FROM person p
LEFT JOIN contact c ON c.person_id = p.person_id AND c.kind = 'EMAIL' AND c.is_primary
WHERE p.person_id = $1
FOR UPDATE OF p
