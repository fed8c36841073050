INSERT INTO ranking_signature (season_id, ranking_id, nomination_id, person_id, statement_sha256, sign_time)
VALUES ($1, $2, $3, $4, $5, $6)
