-- Activated versions that are not in force everywhere yet: the newest of each season.
SELECT s.season_id, c.version, c.document,
       ARRAY (SELECT i.service FROM config_install i WHERE i.season_id = s.season_id AND i.version = c.version
               ORDER BY i.service) AS stored,
       ARRAY (SELECT i.service FROM config_install i WHERE i.season_id = s.season_id AND i.version = c.version
                 AND i.confirm_time IS NOT NULL ORDER BY i.service) AS confirmed
FROM season s
JOIN season_config c ON c.season_id = s.season_id AND c.version = s.active_version
WHERE s.in_force_version < s.active_version
