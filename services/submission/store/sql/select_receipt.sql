SELECT r.version, r.note
FROM receipt r JOIN application a USING (season_id, application_id)
JOIN participation p USING (season_id, application_id)
WHERE r.season_id = $1 AND r.application_id = $2 AND r.version = a.version AND p.person_id = $3 AND p.role = 'APPLICANT'
