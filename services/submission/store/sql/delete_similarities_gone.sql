-- Open pairs of an application that hold no more: whose other text neither equals its own ($3) nor was found again ($4).
-- What was equal to its former text looks for another one to pair with.
WITH own AS (
  SELECT season_id, similarity_id, other_season_id AS partner_season, other_id AS partner
  FROM similarity WHERE season_id = $1 AND application_id = $2 AND state = 'OPEN'
  UNION ALL
  SELECT season_id, similarity_id, season_id, application_id
  FROM similarity WHERE other_season_id = $1 AND other_id = $2 AND state = 'OPEN'
), gone AS (
  DELETE FROM similarity s
  USING own JOIN similarity_text t ON (t.season_id, t.application_id) = (own.partner_season, own.partner)
  WHERE (s.season_id, s.similarity_id) = (own.season_id, own.similarity_id)
    AND ($3::bytea IS NULL OR t.digest IS DISTINCT FROM $3) AND own.partner <> ALL ($4::uuid[])
  RETURNING s.kind, t.season_id, t.application_id
)
UPDATE similarity_text t SET pending = true
FROM gone WHERE gone.kind = 'EXACT' AND (t.season_id, t.application_id) = (gone.season_id, gone.application_id)
