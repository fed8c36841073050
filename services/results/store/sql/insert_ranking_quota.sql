INSERT INTO ranking_quota (season_id, ranking_id, rule_id, award, scope, nomination_id, places)
VALUES ($1, $2, $3, $4, $5, $6, $7)
