-- Versions of a season are numbered without a gap, each document has its digest and an older base, and what is active or
-- in force was activated and confirmed by all three services.
SELECT s.season_id, s.latest_version AS version FROM season s
WHERE s.season_id = $1 AND s.latest_version <> (SELECT count(*) FROM season_config c WHERE c.season_id = s.season_id)
UNION ALL
SELECT c.season_id, c.version FROM season_config c JOIN season s ON s.season_id = c.season_id
WHERE c.season_id = $1 AND (c.version > s.latest_version OR c.sha256 <> sha256(convert_to(c.document, 'UTF8'))
   OR (c.base_version > 0 AND NOT EXISTS (
     SELECT FROM season_config b WHERE b.season_id = c.season_id AND b.version = c.base_version)))
UNION ALL
SELECT s.season_id, s.active_version FROM season s
WHERE s.season_id = $1 AND s.active_version <> COALESCE(
  (SELECT max(a.version) FROM config_activation a WHERE a.season_id = s.season_id), 0)
UNION ALL
SELECT s.season_id, s.in_force_version FROM season s
WHERE s.season_id = $1 AND s.in_force_version > 0 AND 3 <> (
  SELECT count(*) FROM config_install i
  WHERE i.season_id = s.season_id AND i.version = s.in_force_version AND i.confirm_time IS NOT NULL)
