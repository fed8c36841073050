-- Facts of active experts about the application of assignment $2, which itself counts as gone: of those who serve the
-- nomination, or of $3 among them, or, when $4, of the alternates of its run in their order.
SELECT e.expert_id, e.person_id, e.state, e.grade, e.region_id, e.organization_id, e.keywords, e.load_limit, c.level,
       coalesce(t.rank, 0) AS rank, h.held_round, h.held_season,
       EXISTS (SELECT 1 FROM conflict f
                WHERE (f.season_id, f.expert_id) = (e.season_id, e.expert_id) AND f.state = 'ACTIVE'
                  AND (f.application_id = a.application_id OR f.organization_id = i.organization_id
                       OR f.person_id = ANY (i.people))) AS conflict,
       EXISTS (SELECT 1
                 FROM assignment_party p
                 JOIN assignment b ON (b.season_id, b.assignment_id) = (p.season_id, p.assignment_id)
                WHERE (p.season_id, p.application_id, p.expert_id) = (a.season_id, a.application_id, e.expert_id)
                  AND b.state = 'DECLINED') AS declined,
       EXISTS (SELECT 1 FROM assignment_party p
                WHERE (p.season_id, p.application_id, p.expert_id) = (a.season_id, a.application_id, e.expert_id)
                  AND p.stage_id = a.stage_id) AS had_in_round,
       EXISTS (SELECT 1 FROM assignment_party p
                WHERE (p.season_id, p.application_id, p.expert_id) = (a.season_id, a.application_id, e.expert_id)
                  AND p.stage_id <> a.stage_id) AS had_before,
       EXISTS (SELECT 1
                 FROM assignment b
                 JOIN assignment_party p ON (p.season_id, p.assignment_id) = (b.season_id, b.assignment_id)
                 JOIN expert o ON (o.season_id, o.expert_id) = (p.season_id, p.expert_id)
                WHERE (b.season_id, b.stage_id, b.application_id) = (a.season_id, a.stage_id, a.application_id)
                  AND b.assignment_id <> a.assignment_id
                  AND b.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
                  AND o.organization_id = e.organization_id) AS organization_taken,
       o.holders, o.senior_held
  FROM assignment a
  JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
  JOIN competence c ON (c.season_id, c.nomination_id) = (a.season_id, a.nomination_id)
  JOIN expert e ON (e.season_id, e.expert_id) = (c.season_id, c.expert_id) AND e.state = 'ACTIVE'
  LEFT JOIN alternate t ON (t.season_id, t.run_id, t.application_id, t.expert_id) =
                           (a.season_id, a.run_id, a.application_id, e.expert_id)
  CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE b.stage_id = a.stage_id)::int AS held_round, count(*)::int AS held_season
         FROM assignment_party p
         JOIN assignment b ON (b.season_id, b.assignment_id) = (p.season_id, p.assignment_id)
        WHERE (p.season_id, p.expert_id) = (e.season_id, e.expert_id)
          AND b.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')) h
 CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(p.expert_id), '{}') AS holders, coalesce(bool_or(x.grade <> 'BASIC'), false) AS senior_held
         FROM assignment b
         JOIN assignment_party p ON (p.season_id, p.assignment_id) = (b.season_id, b.assignment_id)
         JOIN expert x ON (x.season_id, x.expert_id) = (p.season_id, p.expert_id)
        WHERE (b.season_id, b.stage_id, b.application_id) = (a.season_id, a.stage_id, a.application_id)
          AND b.assignment_id <> a.assignment_id
          AND b.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')) o
 WHERE a.season_id = $1 AND a.assignment_id = $2
   AND ($3::uuid[] IS NULL OR e.expert_id = ANY ($3))
   AND (NOT $4 OR t.rank IS NOT NULL)
 ORDER BY t.rank, e.expert_id
