-- Each transition of a person begins where the former ended, and the last leads to the state.
SELECT t.person_id, t.seq FROM (
  SELECT t.person_id, t.seq, t.from_state, t.to_state,
         lag(t.to_state, 1, '') OVER w AS former, lag(t.seq, 1, 0) OVER w AS former_seq,
         lead(t.seq) OVER w IS NULL AS is_last
  FROM person_transition t WINDOW w AS (PARTITION BY t.person_id ORDER BY t.seq)) t
JOIN person p ON p.person_id = t.person_id
WHERE $1::text IS NOT NULL AND (t.from_state <> t.former OR t.seq <> t.former_seq + 1 OR (t.is_last AND t.to_state <> p.state)
   OR (t.from_state, t.to_state) NOT IN (('', 'ACTIVE'), ('ACTIVE', 'LOCKED'), ('LOCKED', 'ACTIVE'), ('ACTIVE', 'ERASED'),
                                         ('LOCKED', 'ERASED')))
UNION ALL
SELECT p.person_id, 0 FROM person p
WHERE $1::text IS NOT NULL AND NOT EXISTS (SELECT FROM person_transition t WHERE t.person_id = p.person_id)
