-- Submitted ones in the order of their ids. $2 '' is any state, $3 the nominations that the caller may see (null: all),
-- $4 the last id of the page before, or null.
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, v.stage_id, a.state, a.number, v.title,
       '' AS content, a.changed, a.version, a.row_version, a.check_version, a.transitions, v.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
JOIN application_version v ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND p.role = 'APPLICANT' AND a.version > 0 AND ($2 = '' OR a.state = $2)
  AND ($3::text[] IS NULL OR a.nomination_id = ANY ($3)) AND ($4::uuid IS NULL OR a.application_id > $4)
ORDER BY a.application_id LIMIT $5
