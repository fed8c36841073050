-- A publication is of a signed ranking with its root, by two persons, and versions have no gaps.
SELECT p.season_id, p.version
FROM publication p LEFT JOIN ranking r ON r.season_id = p.season_id AND r.ranking_id = p.ranking_id
WHERE p.season_id = $1
  AND (r.sign_time IS NULL OR r.root IS DISTINCT FROM p.root OR p.proposer_id = p.approver_id OR p.create_time < r.sign_time)
UNION ALL
SELECT season_id, max(version) FROM publication WHERE season_id = $1 GROUP BY season_id HAVING max(version) <> count(*)
