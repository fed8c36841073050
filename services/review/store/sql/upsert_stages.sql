INSERT INTO stage (season_id, stage_id, kind, open_time, close_time, grace, config_version)
SELECT $1, s.stage_id, s.kind, s.open_time, s.close_time, s.grace, $2
  FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::interval[])
       AS s (stage_id, kind, open_time, close_time, grace)
ON CONFLICT (season_id, stage_id) DO UPDATE
   SET open_time = excluded.open_time, close_time = excluded.close_time, grace = excluded.grace,
       config_version = excluded.config_version, version = stage.version + 1
 WHERE stage.state <> 'FROZEN'
   AND (stage.open_time, stage.close_time, stage.grace)
       IS DISTINCT FROM (excluded.open_time, excluded.close_time, excluded.grace)
