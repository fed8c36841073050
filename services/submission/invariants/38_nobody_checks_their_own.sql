SELECT t.application_id, t.seq
FROM application_transition t JOIN participation p USING (season_id, application_id)
WHERE t.season_id = $1 AND t.verb = 'admit' AND t.actor_id = p.person_id
