-- Nobody checks an application of their own ($3). The content is the version's, where rules look at it ($4).
SELECT a.season_id, a.application_id, p.person_id, a.nomination_id, a.stage_id, a.state, a.number, v.title,
       CASE WHEN a.nomination_id = ANY ($4::text[]) THEN v.content ELSE '' END AS content, a.changed, a.version,
       a.row_version, a.check_version, a.transitions, a.config_version, a.create_time, a.update_time,
       a.submit_time, a.withdraw_time, a.decide_time
FROM application a JOIN participation p USING (season_id, application_id)
JOIN application_version v ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND a.application_id = ANY ($2::uuid[]) AND p.role = 'APPLICANT' AND p.person_id <> $3
ORDER BY a.application_id
FOR UPDATE OF a
