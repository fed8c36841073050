SELECT p.person_id, p.state, p.birth_date, p.facts_version, p.family_name, p.given_name, p.patronymic,
       COALESCE(NULLIF(r.region_id, ''), p.region_id) AS region_id, r.person_id IS NOT NULL AS registered
FROM person p
LEFT JOIN season_registration r ON r.season_id = $2 AND r.person_id = p.person_id AND r.withdraw_time IS NULL
WHERE p.person_id = ANY ($1::uuid[])
