-- Every step of a ranking was told once, with the type of its verb.
WITH told (verb, type) AS (VALUES ('create', 'ranking.computed'), ('freeze', 'ranking.frozen'), ('sign', 'ranking.signed'),
                                  ('supersede', 'ranking.superseded')),
steps AS (
  SELECT 'seasons/' || t.season_id || '/rankings/' || t.ranking_id AS subject, told.type, count(*) AS steps
  FROM ranking_transition t JOIN told USING (verb)
  WHERE t.season_id = $1
  GROUP BY 1, 2
), events AS (
  SELECT o.subject, o.type, count(*) AS events
  FROM outbox o
  WHERE o.season_id = $1 AND o.type IN (SELECT type FROM told)
  GROUP BY 1, 2
)
SELECT subject, type, s.steps, e.events
FROM steps s FULL JOIN events e USING (subject, type)
WHERE s.steps IS DISTINCT FROM e.events
