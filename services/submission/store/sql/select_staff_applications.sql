-- Submitted ones. $2 '' is any state, $3 the nominations that the caller may see (null: all), $4 the size of the page.
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, v.stage_id, a.state, a.number, v.title,
       '' AS content, a.changed, a.version, a.row_version, a.check_version, a.transitions, v.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time, ARRAY[/*key*/ a.application_id::text /*end*/] AS key
FROM application a JOIN participation p USING (season_id, application_id)
JOIN application_version v ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND p.role = 'APPLICANT' AND a.version > 0 AND ($2 = '' OR a.state = $2)
  AND ($3::text[] IS NULL OR a.nomination_id = ANY ($3)) AND /*where*/ TRUE /*end*/
ORDER BY /*order*/ a.application_id /*end*/ LIMIT $4
