INSERT INTO person_transition (person_id, seq, from_state, to_state, verb, actor_id, reason, transition_time)
SELECT $1::uuid, COALESCE(max(t.seq), 0) + 1, $2::text, $3::text, $4::text, $5::uuid, $6::text, $7::timestamptz
FROM person_transition t WHERE t.person_id = $1
