-- Pairs of a season, the newest first. $2 an application of the pair (null: any), $3 '' any state, $4 the last id of the
-- page before, or null.
SELECT s.season_id, s.similarity_id, s.application_id, s.version, a.number, s.other_season_id, s.other_id,
       s.other_version, o.number AS other_number, s.kind, s.relation, s.percent, s.passages, s.state, s.row_version,
       s.reason, s.create_time, s.decide_time
FROM similarity s
JOIN application a ON (a.season_id, a.application_id) = (s.season_id, s.application_id)
JOIN application o ON (o.season_id, o.application_id) = (s.other_season_id, s.other_id)
WHERE s.season_id = $1
  AND ($2::uuid IS NULL OR s.application_id = $2 OR (s.other_season_id = $1 AND s.other_id = $2))
  AND ($3 = '' OR s.state = $3) AND ($4::uuid IS NULL OR s.similarity_id < $4)
ORDER BY s.similarity_id DESC LIMIT $5
