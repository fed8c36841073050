-- The first submitted other application with the same text: of this season or, when there is none, of another one.
(SELECT t.season_id, t.application_id
 FROM similarity_text t JOIN application a USING (season_id, application_id)
 WHERE t.digest = $1 AND t.season_id = $2 AND t.application_id <> $3 AND a.state <> 'WITHDRAWN'
 ORDER BY t.submit_time, t.application_id LIMIT 1)
UNION ALL
(SELECT t.season_id, t.application_id
 FROM similarity_text t JOIN application a USING (season_id, application_id)
 WHERE t.digest = $1 AND t.season_id <> $2 AND a.state <> 'WITHDRAWN'
 ORDER BY t.submit_time, t.application_id LIMIT 1)
LIMIT 1
