-- Everything of a person that is still in the contest or on its way. After publication an application stays: the end of
-- a consent hides the name, not the result.
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, a.stage_id, a.state, a.number, a.title,
       '' AS content, a.changed, a.version, a.row_version, a.check_version, a.transitions, a.config_version, a.create_time,
       a.update_time, a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
WHERE p.person_id = $1 AND p.role = 'APPLICANT' AND p.active AND ($2 = '' OR a.season_id = $2)
  AND NOT EXISTS (SELECT FROM season s WHERE s.season_id = a.season_id AND s.published)
ORDER BY a.season_id, a.application_id
FOR UPDATE OF a
