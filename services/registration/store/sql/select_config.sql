SELECT c.season_id, c.version, c.base_version, c.document, c.sha256, c.form_versions::text AS form_versions,
       c.changes::text AS changes, c.warnings, c.reason, c.apply_before_review, c.author_id, c.create_time,
       a.second_person_id, a.activate_time, s.active_version, s.in_force_version,
       ARRAY (SELECT i.service FROM config_install i WHERE i.season_id = c.season_id AND i.version = c.version
                 AND i.confirm_time IS NOT NULL ORDER BY i.service) AS confirmed
FROM season_config c
JOIN season s ON s.season_id = c.season_id
LEFT JOIN config_activation a ON a.season_id = c.season_id AND a.version = c.version
WHERE c.season_id = $1 AND c.version = $2
