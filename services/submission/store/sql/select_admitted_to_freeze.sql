-- Set of a formal check: the versions that were admitted in the nominations it binds.
SELECT v.application_id, v.version, v.content_sha256
FROM application a JOIN application_version v
  ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND a.nomination_id = ANY ($2::text[]) AND a.state = 'ADMITTED'
ORDER BY v.application_id
