SELECT v.application_id, v.version
FROM application_version v
WHERE v.season_id = $1
  AND NOT EXISTS (SELECT FROM stage_window w
                  WHERE (w.season_id, w.stage_id, w.version) = (v.season_id, v.stage_id, v.stage_version))
