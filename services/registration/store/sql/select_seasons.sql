SELECT s.season_id, s.latest_version, s.active_version, s.in_force_version, s.create_time, s.announce_time,
       ARRAY (SELECT m.kind FROM season_milestone m WHERE m.season_id = s.season_id ORDER BY m.kind) AS milestone_kinds,
       ARRAY (SELECT (extract(epoch FROM m.milestone_time) * 1000000)::bigint FROM season_milestone m
              WHERE m.season_id = s.season_id ORDER BY m.kind) AS milestone_micros
FROM season s
ORDER BY s.create_time DESC, s.season_id
