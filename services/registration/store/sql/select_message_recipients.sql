-- Everybody who was told about an own application of the season: applicants and members.
SELECT DISTINCT m.person_id FROM message m WHERE m.season_id = $1 AND m.template = 'application.submitted'
