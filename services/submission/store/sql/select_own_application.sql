SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, a.stage_id, a.state, a.number, a.title, a.content,
       a.changed, a.version, a.row_version, a.check_version, a.transitions, a.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
WHERE a.season_id = $1 AND a.application_id = $2 AND p.person_id = $3 AND p.role = 'APPLICANT'
