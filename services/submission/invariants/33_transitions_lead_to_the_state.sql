SELECT a.application_id
FROM application a
LEFT JOIN application_transition t ON (t.season_id, t.application_id, t.seq) = (a.season_id, a.application_id, a.transitions)
WHERE a.season_id = $1 AND t.to_state IS DISTINCT FROM a.state
