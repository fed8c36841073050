-- Newest first; $2 '' lists all seasons. $3 is the last id of the page before, or null.
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, a.stage_id, a.state, a.number, a.title,
       '' AS content, a.changed, a.version, a.row_version, a.check_version, a.transitions, a.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
WHERE p.person_id = $1 AND p.role = 'APPLICANT' AND ($2 = '' OR a.season_id = $2)
  AND ($3::uuid IS NULL OR p.application_id < $3)
ORDER BY p.application_id DESC LIMIT $4
