-- Applications that this one is in an open pair with, by passages.
SELECT other_season_id AS season_id, other_id AS application_id
FROM similarity WHERE season_id = $1 AND application_id = $2 AND state = 'OPEN' AND kind = 'NEAR'
UNION ALL
SELECT season_id, application_id
FROM similarity WHERE other_season_id = $1 AND other_id = $2 AND state = 'OPEN' AND kind = 'NEAR'
LIMIT $3
