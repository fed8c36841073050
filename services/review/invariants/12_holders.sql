-- An assignment that was ever offered says to whom; one that waits for an expert has none.
SELECT a.assignment_id, a.state
FROM assignment a
LEFT JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
WHERE a.season_id = $1
  AND ((a.state IN ('QUEUED', 'DEAD') AND p.expert_id IS NOT NULL)
       OR (a.state NOT IN ('QUEUED', 'DEAD', 'REVOKED') AND p.expert_id IS NULL))
