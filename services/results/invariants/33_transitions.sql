-- Transitions of a ranking are legal, follow one another, and end at its state.
SELECT season_id, ranking_id, seq
FROM (SELECT t.*, lag(to_state, 1, '') OVER w AS last_state, lag(seq, 1, 0) OVER w AS last_seq
      FROM ranking_transition t WHERE season_id = $1
      WINDOW w AS (PARTITION BY season_id, ranking_id ORDER BY seq)) AS t
WHERE from_state <> last_state OR seq <> last_seq + 1
   OR (from_state, verb, to_state) NOT IN (
        ('', 'create', 'COMPUTED'), ('COMPUTED', 'freeze', 'FROZEN'), ('FROZEN', 'sign', 'SIGNED'),
        ('COMPUTED', 'supersede', 'SUPERSEDED'), ('FROZEN', 'supersede', 'SUPERSEDED'), ('SIGNED', 'supersede', 'SUPERSEDED'))
UNION ALL
SELECT r.season_id, r.ranking_id, 0
FROM ranking r
WHERE r.season_id = $1
  AND r.state IS DISTINCT FROM (SELECT t.to_state FROM ranking_transition t
                                WHERE t.season_id = r.season_id AND t.ranking_id = r.ranking_id ORDER BY t.seq DESC LIMIT 1)
