-- No row: it is not open now. The clock that decides comes after this lock, and the INSERT asks it once more.
SELECT s.stage_id, s.kind, s.version, s.open_time, s.close_time,
       EXTRACT(EPOCH FROM s.grace) AS grace_seconds, s.opened, s.frozen, false AS changing,
       (SELECT c.config_version FROM season c WHERE c.season_id = s.season_id) AS config_version
FROM stage s
WHERE s.season_id = $1
  AND s.stage_id = (SELECT a.stage_id FROM application a WHERE a.season_id = $1 AND a.application_id = $2)
  AND NOT s.frozen AND s.open_time <= clock_timestamp() AND clock_timestamp() < s.close_time + s.grace
  AND NOT EXISTS (SELECT FROM stage_gate g WHERE (g.season_id, g.stage_id) = (s.season_id, s.stage_id)
                  AND g.expire_time > clock_timestamp())
FOR SHARE OF s
