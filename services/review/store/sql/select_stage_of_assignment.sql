SELECT s.season_id, s.stage_id, s.kind, s.open_time, s.close_time, extract(epoch FROM s.grace)::bigint AS grace_seconds,
       s.state, s.version,
       EXISTS (SELECT 1 FROM stage_gate g
                WHERE (g.season_id, g.stage_id) = (s.season_id, s.stage_id) AND g.expire_time > clock_timestamp()) AS gated
  FROM assignment a JOIN stage s ON (s.season_id, s.stage_id) = (a.season_id, a.stage_id)
 WHERE a.season_id = $1 AND a.assignment_id = $2
