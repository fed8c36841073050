-- Nobody decides on an application of their own ($4).
SELECT s.season_id, s.similarity_id, s.application_id, s.version, a.number, s.other_season_id, s.other_id,
       s.other_version, o.number AS other_number, s.kind, s.relation, s.percent, s.passages, s.state, s.row_version,
       s.reason, s.create_time, s.decide_time
FROM similarity s
JOIN application a ON (a.season_id, a.application_id) = (s.season_id, s.application_id)
JOIN application o ON (o.season_id, o.application_id) = (s.other_season_id, s.other_id)
WHERE s.season_id = $1 AND s.similarity_id = $2 AND s.application_id = $3
  AND NOT EXISTS (SELECT FROM participation p
                  WHERE p.person_id = $4 AND p.application_id IN (s.application_id, s.other_id))
FOR UPDATE OF s
