SELECT v.application_id, v.version
FROM application_version v JOIN stage s USING (season_id, stage_id)
WHERE v.season_id = $1 AND s.frozen
  AND v.submit_time > (SELECT max(f.freeze_time) FROM stage_freeze f
                       WHERE (f.season_id, f.stage_id) = (s.season_id, s.stage_id))
