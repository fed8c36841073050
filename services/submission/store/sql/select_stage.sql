SELECT s.stage_id, s.kind, s.version, s.open_time, s.close_time,
       EXTRACT(EPOCH FROM s.grace) AS grace_seconds, s.opened, s.frozen,
       EXISTS (SELECT FROM stage_gate g WHERE (g.season_id, g.stage_id) = (s.season_id, s.stage_id)
               AND g.expire_time > clock_timestamp()) AS changing,
       (SELECT c.config_version FROM season c WHERE c.season_id = s.season_id) AS config_version,
       clock_timestamp() AS now
FROM stage s WHERE s.season_id = $1 AND s.stage_id = $2
