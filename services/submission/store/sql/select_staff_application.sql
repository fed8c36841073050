-- The version in force, not the working copy.
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, v.stage_id, a.state, a.number, v.title,
       v.content, a.changed, a.version, a.row_version, a.check_version, a.transitions, v.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
JOIN application_version v ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND a.application_id = $2 AND p.role = 'APPLICANT'
