-- The same for experts, runs, reviews and stages.
WITH step AS (
  SELECT 'expert' AS kind, t.expert_id::text AS id, t.seq, t.from_state, t.to_state
  FROM expert_transition t WHERE t.season_id = $1
  UNION ALL
  SELECT 'run', t.run_id::text, t.seq, t.from_state, t.to_state FROM assignment_run_transition t WHERE t.season_id = $1
  UNION ALL
  SELECT 'review', t.review_id::text, t.seq, t.from_state, t.to_state FROM review_transition t WHERE t.season_id = $1
  UNION ALL
  SELECT 'stage', t.stage_id, t.seq, t.from_state, t.to_state FROM stage_transition t WHERE t.season_id = $1
), ordered AS (
  SELECT s.*, lag(s.to_state) OVER w AS former, row_number() OVER w AS place,
         s.seq = max(s.seq) OVER (PARTITION BY s.kind, s.id) AS latest
  FROM step s WINDOW w AS (PARTITION BY s.kind, s.id ORDER BY s.seq)
), state AS (
  SELECT 'expert' AS kind, expert_id::text AS id, state FROM expert WHERE season_id = $1
  UNION ALL
  SELECT 'run', run_id::text, state FROM assignment_run WHERE season_id = $1
  UNION ALL
  SELECT 'review', review_id::text, state FROM review WHERE season_id = $1
  UNION ALL
  SELECT 'stage', stage_id, state FROM stage WHERE season_id = $1 AND state <> 'PLANNED'
)
SELECT o.kind, o.id, o.from_state, o.to_state
FROM ordered o
WHERE o.seq <> o.place OR (o.former IS NOT NULL AND o.former <> o.from_state)
   OR (o.kind, o.from_state, o.to_state) NOT IN (
        ('expert', '', 'INVITED'), ('expert', 'INVITED', 'CANDIDATE'), ('expert', 'INVITED', 'DECLINED'),
        ('expert', 'CANDIDATE', 'ACTIVE'), ('expert', 'CANDIDATE', 'FAILED'), ('expert', 'ACTIVE', 'SUSPENDED'),
        ('expert', 'SUSPENDED', 'ACTIVE'),
        ('run', '', 'PENDING'), ('run', 'PENDING', 'SOLVING'), ('run', 'SOLVING', 'PROPOSED'), ('run', 'SOLVING', 'FAILED'),
        ('run', 'PROPOSED', 'DEPLOYED'), ('run', 'PROPOSED', 'DISCARDED'),
        ('review', '', 'DRAFT'), ('review', 'DRAFT', 'COMPLETED'), ('review', 'DRAFT', 'DISCARDED'),
        ('review', 'COMPLETED', 'REOPENED'), ('review', 'REOPENED', 'COMPLETED'), ('review', 'COMPLETED', 'ANNULLED'),
        ('review', 'REOPENED', 'ANNULLED'),
        ('stage', 'PLANNED', 'OPEN'), ('stage', 'OPEN', 'FROZEN'), ('stage', 'FROZEN', 'OPEN'))
UNION ALL
SELECT s.kind, s.id, '', s.state
FROM state s LEFT JOIN ordered o ON (o.kind, o.id) = (s.kind, s.id) AND o.latest
WHERE o.to_state IS DISTINCT FROM s.state
