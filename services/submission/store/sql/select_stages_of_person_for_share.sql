-- The stages of a person's active applications; with a count, so that one behind a gate is missed.
SELECT s.season_id, s.stage_id
FROM stage s
WHERE (s.season_id, s.stage_id) IN (SELECT a.season_id, a.stage_id
                                    FROM participation p JOIN application a USING (season_id, application_id)
                                    WHERE p.person_id = $1 AND p.active AND ($2 = '' OR p.season_id = $2))
  AND NOT EXISTS (SELECT FROM stage_gate g WHERE (g.season_id, g.stage_id) = (s.season_id, s.stage_id)
                  AND g.expire_time > clock_timestamp())
ORDER BY s.season_id, s.stage_id
FOR SHARE OF s
