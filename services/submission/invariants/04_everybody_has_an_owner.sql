SELECT a.application_id
FROM application a
WHERE a.season_id = $1
  AND (SELECT count(*) FROM participation p
       WHERE (p.season_id, p.application_id) = (a.season_id, a.application_id) AND p.role = 'APPLICANT') <> 1
