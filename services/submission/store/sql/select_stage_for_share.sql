-- For acts that no window binds but that a freeze counts. No row: the stage is changing.
SELECT s.stage_id, s.kind, s.version, s.open_time, s.close_time,
       EXTRACT(EPOCH FROM s.grace) AS grace_seconds, s.opened, s.frozen, false AS changing, 0 AS config_version
FROM stage s
WHERE s.season_id = $1
  AND s.stage_id = (SELECT a.stage_id FROM application a WHERE a.season_id = $1 AND a.application_id = $2)
  AND NOT EXISTS (SELECT FROM stage_gate g WHERE (g.season_id, g.stage_id) = (s.season_id, s.stage_id)
                  AND g.expire_time > clock_timestamp())
FOR SHARE OF s
