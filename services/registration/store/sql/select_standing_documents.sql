-- The versions that stand for something: the latest, the one activated last, the one in force.
SELECT c.version, c.document, c.form_versions::text AS form_versions
FROM season s
JOIN season_config c ON c.season_id = s.season_id AND c.version IN (s.latest_version, s.active_version, s.in_force_version)
WHERE s.season_id = $1
