INSERT INTO ranking_transition (season_id, ranking_id, seq, from_state, to_state, verb, actor_id, time)
SELECT $1, $2, 1 + count(*), $3, $4, $5, $6, $7 FROM ranking_transition WHERE season_id = $1 AND ranking_id = $2
