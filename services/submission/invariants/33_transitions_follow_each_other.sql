-- From is the former to, the numbers have no gap, and every step is one that the state machine knows.
SELECT t.application_id, t.seq
FROM (SELECT application_id, seq, from_state, to_state, verb,
             lag(to_state) OVER chain AS former, row_number() OVER chain AS place
      FROM application_transition WHERE season_id = $1
      WINDOW chain AS (PARTITION BY application_id ORDER BY seq)) t
WHERE t.from_state IS DISTINCT FROM t.former OR t.seq <> t.place
   OR (COALESCE(t.from_state, ''), t.verb, t.to_state) NOT IN
      (('', 'create', 'DRAFT'), ('DRAFT', 'submit', 'SUBMITTED'), ('SUBMITTED', 'submit', 'SUBMITTED'),
       ('ADMITTED', 'submit', 'SUBMITTED'), ('SUBMITTED', 'admit', 'ADMITTED'), ('DRAFT', 'withdraw', 'WITHDRAWN'),
       ('SUBMITTED', 'withdraw', 'WITHDRAWN'), ('ADMITTED', 'withdraw', 'WITHDRAWN'))
