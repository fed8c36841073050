SELECT s.season_id, s.latest_version, s.active_version, s.in_force_version, s.create_time, s.announce_time
FROM season s WHERE s.season_id = $1
FOR UPDATE
