SELECT c.version, c.document FROM season s JOIN season_config c ON c.season_id = s.season_id AND c.version = s.config_version
WHERE s.season_id = $1
