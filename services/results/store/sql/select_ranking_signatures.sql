SELECT nomination_id, person_id, sign_time
FROM ranking_signature WHERE season_id = $1 AND ranking_id = $2 ORDER BY sign_time, nomination_id
