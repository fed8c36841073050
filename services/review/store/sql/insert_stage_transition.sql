INSERT INTO stage_transition (season_id, stage_id, seq, from_state, to_state, verb)
SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5 FROM stage_transition WHERE season_id = $1 AND stage_id = $2
