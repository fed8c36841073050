-- A version that arrived at or after the close in force, or was accepted after the grace.
SELECT v.application_id, v.version
FROM application_version v JOIN stage_window w
  ON (w.season_id, w.stage_id, w.version) = (v.season_id, v.stage_id, v.stage_version)
WHERE v.season_id = $1
  AND (v.receive_time < w.open_time OR v.receive_time >= w.close_time OR v.submit_time >= w.close_time + w.grace)
