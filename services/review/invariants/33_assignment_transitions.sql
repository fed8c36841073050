-- Every step of an assignment is one of the table of states, they follow each other, and the last is the state.
WITH step AS (
  SELECT t.*, lag(t.to_state, 1, '') OVER (PARTITION BY t.assignment_id ORDER BY t.seq) AS former,
         row_number() OVER (PARTITION BY t.assignment_id ORDER BY t.seq) AS place
  FROM assignment_transition t WHERE t.season_id = $1
)
SELECT s.assignment_id, s.seq, s.from_state, s.to_state
FROM step s
WHERE s.from_state <> s.former OR s.seq <> s.place
   OR (s.from_state, s.to_state) NOT IN (
        ('', 'QUEUED'), ('', 'OFFERED'), ('QUEUED', 'OFFERED'), ('QUEUED', 'ACCEPTED'), ('QUEUED', 'REVOKED'),
        ('QUEUED', 'DEAD'), ('DEAD', 'QUEUED'), ('OFFERED', 'ACCEPTED'), ('OFFERED', 'DECLINED'), ('OFFERED', 'EXPIRED'),
        ('OFFERED', 'REVOKED'), ('ACCEPTED', 'IN_PROGRESS'), ('ACCEPTED', 'DECLINED'), ('ACCEPTED', 'EXPIRED'),
        ('ACCEPTED', 'REVOKED'), ('IN_PROGRESS', 'COMPLETED'), ('IN_PROGRESS', 'DECLINED'), ('IN_PROGRESS', 'EXPIRED'),
        ('IN_PROGRESS', 'REVOKED'))
UNION ALL
SELECT a.assignment_id, 0, '', a.state
FROM assignment a
WHERE a.season_id = $1
  AND a.state IS DISTINCT FROM (SELECT t.to_state FROM assignment_transition t
                                WHERE (t.season_id, t.assignment_id) = (a.season_id, a.assignment_id)
                                ORDER BY t.seq DESC LIMIT 1)
