SELECT a.application_id
FROM application a
WHERE a.season_id = $1
  AND a.transitions <> (SELECT count(*) FROM outbox o
                        WHERE o.season_id = a.season_id
                          AND o.subject = 'seasons/' || a.season_id || '/applications/' || a.application_id)
