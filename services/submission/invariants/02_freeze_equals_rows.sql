-- The set of an application stage as it stood at the freeze is what was counted and rooted then. The tree is
-- RFC 6962's: neighbours are joined level by level, and an odd one goes up as it is.
WITH RECURSIVE member AS (
  SELECT f.stage_id, f.number, v.application_id, v.version, v.content_sha256
  FROM stage_freeze f JOIN stage s USING (season_id, stage_id)
  CROSS JOIN LATERAL (
    SELECT DISTINCT ON (w.application_id) w.application_id, w.version, w.content_sha256, w.stage_id
    FROM application_version w JOIN application a USING (season_id, application_id)
    WHERE w.season_id = f.season_id AND w.submit_time <= f.freeze_time
      AND (a.withdraw_time IS NULL OR a.withdraw_time > f.freeze_time)
    ORDER BY w.application_id, w.version DESC) v
  WHERE f.season_id = $1 AND s.kind = 'APPLICATION' AND v.stage_id = f.stage_id
), node AS (
  SELECT stage_id, number, count(*) OVER (PARTITION BY stage_id, number) AS level_size,
         row_number() OVER (PARTITION BY stage_id, number ORDER BY application_id) - 1 AS place,
         sha256(decode('00', 'hex') || convert_to(
           concat_ws(' ', application_id, version, encode(content_sha256, 'hex')), 'UTF8')) AS hash
  FROM member
  UNION ALL
  SELECT stage_id, number, (level_size + 1) / 2, place / 2,
         CASE WHEN right_hash IS NULL THEN hash ELSE sha256(decode('01', 'hex') || hash || right_hash) END
  FROM (SELECT n.*, lead(n.hash) OVER (PARTITION BY n.stage_id, n.number ORDER BY n.place) AS right_hash
        FROM node n WHERE n.level_size > 1) pair
  WHERE place % 2 = 0
)
SELECT f.stage_id, f.number
FROM stage_freeze f JOIN stage s USING (season_id, stage_id)
LEFT JOIN node top ON (top.stage_id, top.number, top.level_size) = (f.stage_id, f.number, 1)
WHERE f.season_id = $1 AND s.kind = 'APPLICATION'
  AND (f.count <> (SELECT count(*) FROM member m WHERE (m.stage_id, m.number) = (f.stage_id, f.number))
       OR f.root <> coalesce(top.hash, sha256('')))
