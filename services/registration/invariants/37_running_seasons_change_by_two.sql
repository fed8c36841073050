-- A version activated after applications opened has a second person.
SELECT a.version FROM config_activation a
JOIN season_milestone m ON m.season_id = a.season_id AND m.kind = 'opened'
WHERE a.season_id = $1 AND a.activate_time > m.milestone_time AND a.second_person_id IS NULL
