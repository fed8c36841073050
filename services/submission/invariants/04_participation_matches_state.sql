-- A slot is held exactly while the application is in the contest or on its way; more than one a person and slot cannot
-- be, by the unique index.
SELECT p.application_id
FROM participation p JOIN application a USING (season_id, application_id)
WHERE p.season_id = $1 AND p.active = (a.state = 'WITHDRAWN')
