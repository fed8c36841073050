-- Only an assignment that waits for an expert is leased, and none ends twice.
SELECT a.assignment_id, a.state
FROM assignment a
WHERE a.season_id = $1 AND a.state <> 'QUEUED' AND a.lease_expire_time IS NOT NULL
UNION ALL
SELECT t.assignment_id, 'ended ' || count(*) || ' times'
FROM assignment_transition t
WHERE t.season_id = $1 AND t.to_state IN ('COMPLETED', 'DECLINED', 'EXPIRED', 'REVOKED')
GROUP BY t.assignment_id
HAVING count(*) > 1
