-- What parts expert $2 from the applications of the waiting slots $4 of stage $3, and how far their reviews are: a row an
-- application, with its first slot. Slots and holders go through one grouping instead of a join, which has a good plan
-- whatever the statistics say.
WITH waiting AS MATERIALIZED (
  SELECT a.application_id, a.assignment_id
    FROM assignment a
   WHERE a.season_id = $1 AND a.stage_id = $3 AND a.assignment_id = ANY ($4::uuid[]) AND a.state = 'QUEUED'
), application AS (
  SELECT u.application_id, (array_agg(u.assignment_id ORDER BY u.assignment_id))[1] AS assignment_id,
         (count(*) FILTER (WHERE u.holds))::int AS held,
         coalesce(bool_or(u.lapsed), false) AS lapsed,
         coalesce(bool_or(u.holds AND u.organization_id = (SELECT e.organization_id FROM expert e
                                                            WHERE e.season_id = $1 AND e.expert_id = $2)),
                  false) AS organization_taken,
         coalesce(array_agg(u.expert_id) FILTER (WHERE u.holds), '{}') AS holders,
         coalesce(bool_or(u.grade <> 'BASIC') FILTER (WHERE u.holds), false) AS senior_held
    FROM (SELECT application_id, assignment_id, NULL AS holds, NULL AS lapsed, NULL AS organization_id, NULL AS expert_id,
                 NULL AS grade
            FROM waiting
          UNION ALL
          SELECT p.application_id, NULL, b.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED'),
                 b.state IN ('DECLINED', 'EXPIRED'), x.organization_id, x.expert_id, x.grade
            FROM assignment_party p
            JOIN assignment b ON (b.season_id, b.assignment_id) = (p.season_id, p.assignment_id)
            JOIN expert x ON (x.season_id, x.expert_id) = (p.season_id, p.expert_id)
           WHERE p.season_id = $1 AND p.stage_id = $3 AND p.application_id = ANY (ARRAY(SELECT application_id FROM waiting))
         ) AS u (application_id, assignment_id, holds, lapsed, organization_id, expert_id, grade)
   GROUP BY u.application_id
), own AS MATERIALIZED (
  SELECT p.application_id, p.stage_id, b.state
    FROM assignment_party p
    JOIN assignment b ON (b.season_id, b.assignment_id) = (p.season_id, p.assignment_id)
   WHERE p.season_id = $1 AND p.expert_id = $2
), against AS MATERIALIZED (
  SELECT f.application_id, f.organization_id, f.person_id
    FROM conflict f
   WHERE f.season_id = $1 AND f.expert_id = $2 AND f.state = 'ACTIVE'
)
SELECT t.assignment_id, i.application_id, i.nomination_id, i.organization_id, i.region_id, i.people, i.keywords, i.state,
       i.demand, t.held, t.lapsed, t.organization_taken, t.holders, t.senior_held,
       i.application_id IN (SELECT o.application_id FROM own o WHERE o.state = 'DECLINED') AS declined,
       i.application_id IN (SELECT o.application_id FROM own o WHERE o.stage_id = $3) AS had_in_round,
       i.application_id IN (SELECT o.application_id FROM own o WHERE o.stage_id <> $3) AS had_before,
       EXISTS (SELECT 1 FROM against f
                WHERE f.application_id = i.application_id OR f.organization_id = i.organization_id
                   OR f.person_id = ANY (i.people)) AS conflict
  FROM application t
  JOIN round_item i ON i.season_id = $1 AND i.stage_id = $3 AND i.application_id = t.application_id
