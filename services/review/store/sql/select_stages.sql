SELECT s.season_id, s.stage_id, s.kind, s.open_time, s.close_time, extract(epoch FROM s.grace)::bigint AS grace_seconds,
       s.state, s.version, false AS gated
  FROM stage s
 WHERE s.season_id = $1
