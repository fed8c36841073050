SELECT v.application_id, v.version
FROM application_version v
WHERE v.season_id = $1
  AND NOT EXISTS (SELECT FROM season_config c WHERE (c.season_id, c.version) = (v.season_id, v.config_version))
