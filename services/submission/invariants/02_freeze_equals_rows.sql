-- The set of an application stage now, without what was withdrawn before the freeze, is what was counted then.
SELECT f.stage_id, f.number
FROM stage_freeze f JOIN stage s USING (season_id, stage_id)
WHERE f.season_id = $1 AND s.kind = 'APPLICATION'
  AND f.count <> (SELECT count(DISTINCT v.application_id)
                  FROM application_version v JOIN application a USING (season_id, application_id)
                  WHERE v.season_id = f.season_id AND v.stage_id = f.stage_id AND v.submit_time <= f.freeze_time
                    AND (a.withdraw_time IS NULL OR a.withdraw_time > f.freeze_time))
