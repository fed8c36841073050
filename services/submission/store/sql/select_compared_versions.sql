-- Versions in force of some applications ($1 seasons, $2 ids), those that were withdrawn left out; the oldest first.
SELECT a.season_id, a.application_id, a.version, a.submit_time, a.nomination_id, v.config_version, v.content,
       v.organization_id, p.person_id
FROM unnest($1::text[], $2::uuid[]) AS wanted (season_id, application_id)
JOIN application a USING (season_id, application_id)
JOIN application_version v
  ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
JOIN participation p ON (p.season_id, p.application_id) = (a.season_id, a.application_id)
WHERE a.state <> 'WITHDRAWN' AND p.role = 'APPLICANT'
ORDER BY a.submit_time, a.application_id
