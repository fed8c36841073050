SELECT s.stage_id, s.kind, s.version, s.open_time, s.close_time,
       EXTRACT(EPOCH FROM s.grace) AS grace_seconds, s.opened, s.frozen, false AS changing, 0 AS config_version
FROM stage s WHERE s.season_id = $1 ORDER BY s.stage_id FOR UPDATE OF s
