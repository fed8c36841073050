-- Every step of an expert, an assignment, a run and a stage was told once, with the type of the state that it led to. What
-- a deployed run offers is told once an expert, with the count.
WITH told (kind, state, type) AS (VALUES
  ('experts', 'INVITED', 'expert.invited'), ('experts', 'CANDIDATE', 'expert.accepted'),
  ('experts', 'ACTIVE', 'expert.activated'),
  ('assignmentRuns', 'PROPOSED', 'assignment_run.proposed'), ('assignmentRuns', 'DEPLOYED', 'assignment_run.deployed'),
  ('assignmentRuns', 'FAILED', 'assignment_run.failed'),
  ('assignments', 'QUEUED', 'assignment.queued'), ('assignments', 'OFFERED', 'assignment.offered'),
  ('assignments', 'ACCEPTED', 'assignment.accepted'), ('assignments', 'IN_PROGRESS', 'assignment.started'),
  ('assignments', 'COMPLETED', 'assignment.completed'), ('assignments', 'DECLINED', 'assignment.declined'),
  ('assignments', 'EXPIRED', 'assignment.expired'), ('assignments', 'REVOKED', 'assignment.revoked'),
  ('assignments', 'DEAD', 'assignment.dead'),
  ('stages', 'OPEN', 'stage.opened'), ('stages', 'FROZEN', 'stage.frozen')
), step AS (
  SELECT 'experts' AS kind, t.expert_id::text AS id, t.to_state FROM expert_transition t WHERE t.season_id = $1::text
  UNION ALL
  SELECT 'assignmentRuns', t.run_id::text, t.to_state FROM assignment_run_transition t WHERE t.season_id = $1
  UNION ALL
  SELECT 'assignments', t.assignment_id::text, t.to_state FROM assignment_transition t
   WHERE t.season_id = $1 AND t.verb <> 'deploy'
  UNION ALL
  SELECT 'stages', t.stage_id, t.to_state FROM stage_transition t WHERE t.season_id = $1
), steps AS (
  SELECT 'seasons/' || $1 || '/' || s.kind || '/' || s.id AS subject, t.type, '' AS run, count(*) AS steps
  FROM step s JOIN told t ON (t.kind, t.state) = (s.kind, s.to_state)
  GROUP BY 1, 2
  UNION ALL
  SELECT 'seasons/' || $1 || '/experts/' || p.expert_id, 'assignment.offered', a.run_id::text, count(*)
  FROM assignment_transition t
  JOIN assignment a ON (a.season_id, a.assignment_id) = (t.season_id, t.assignment_id)
  JOIN assignment_party p ON (p.season_id, p.assignment_id) = (t.season_id, t.assignment_id)
  WHERE t.season_id = $1 AND t.verb = 'deploy'
  GROUP BY 1, 3
), events AS (
  SELECT o.subject, o.type, COALESCE(o.payload ->> 'run', '') AS run, sum(COALESCE(o.payload ->> 'count', '1')::bigint) AS events
  FROM outbox o
  WHERE o.season_id = $1 AND o.type IN (SELECT type FROM told)
  GROUP BY 1, 2, 3
)
SELECT subject, type, run, s.steps, e.events
FROM steps s FULL JOIN events e USING (subject, type, run)
WHERE s.steps IS DISTINCT FROM e.events
