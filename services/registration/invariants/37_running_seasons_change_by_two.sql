-- A version activated after applications opened has a second person. They had opened when the season was announced and
-- the version then in force, confirmed by all three services, let them open by that instant.
SELECT a.version
FROM config_activation a
JOIN season s ON s.season_id = a.season_id AND s.announce_time <= a.activate_time
JOIN season_config c ON c.season_id = a.season_id AND c.version = (
  SELECT max(b.version) FROM config_activation b
  WHERE b.season_id = a.season_id AND b.version <> a.version AND 3 = (
    SELECT count(*) FROM config_install i
    WHERE i.season_id = b.season_id AND i.version = b.version AND i.confirm_time <= a.activate_time))
CROSS JOIN LATERAL jsonb_each(c.document::jsonb -> 'stages') AS stage (stage_id, content)
CROSS JOIN LATERAL string_to_array(content ->> 'opens', ' ') AS opens (parts)
WHERE a.season_id = $1 AND a.second_person_id IS NULL AND content ->> 'kind' = 'APPLICATION'
  AND parts[1]::timestamp AT TIME ZONE parts[2] <= a.activate_time
