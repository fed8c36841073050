SELECT c.document, c.sha256, c.form_versions::text AS form_versions FROM season_config c
WHERE c.season_id = $1 AND c.version = $2
