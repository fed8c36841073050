SELECT s.stage_id, s.kind, s.version, s.open_time, s.close_time,
       EXTRACT(EPOCH FROM s.grace) AS grace_seconds, s.opened, s.frozen, false AS changing, 0 AS config_version,
       (SELECT count(*) FROM stage_freeze f WHERE (f.season_id, f.stage_id) = (s.season_id, s.stage_id)) AS freezes
FROM stage s WHERE s.season_id = $1 AND s.stage_id = $2 FOR UPDATE OF s
