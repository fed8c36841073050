-- The draft moved to another nomination, perhaps to another scope.
UPDATE participation SET scope = $4, slot = $5
WHERE season_id = $1 AND application_id = $2 AND person_id = $3 AND active
