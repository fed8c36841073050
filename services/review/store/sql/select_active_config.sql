SELECT c.version, c.document
  FROM season s JOIN season_config c ON (c.season_id, c.version) = (s.season_id, s.config_version)
 WHERE s.season_id = $1
