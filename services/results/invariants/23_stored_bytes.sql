-- The bytes that a ranking was computed from and gave are those that its hashes name.
SELECT r.season_id, r.ranking_id, k.kind
FROM ranking r CROSS JOIN (VALUES ('INPUTS'), ('RESULT')) AS k (kind)
LEFT JOIN ranking_text t ON t.season_id = r.season_id AND t.ranking_id = r.ranking_id AND t.kind = k.kind
WHERE r.season_id = $1
  AND sha256(t.body) IS DISTINCT FROM CASE k.kind WHEN 'INPUTS' THEN r.inputs_sha256 ELSE r.result_sha256 END
