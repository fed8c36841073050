-- Set of an application stage: the last version of each application that was submitted in it and not withdrawn.
SELECT v.application_id, v.version, v.content_sha256
FROM application a JOIN application_version v
  ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND v.stage_id = $2 AND a.state <> 'WITHDRAWN'
ORDER BY v.application_id
