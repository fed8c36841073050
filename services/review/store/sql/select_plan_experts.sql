-- Active experts who serve one of the nominations, and everybody who holds an assignment of the round.
SELECT e.season_id, e.expert_id, e.person_id, e.state, e.grade, e.region_id, e.organization_id, e.keywords, e.load_limit,
       e.create_time, e.accept_time, e.version, coalesce(c.nominations, '{}') AS nominations,
       coalesce(c.levels, '{}') AS levels, coalesce(h.held_round, 0) AS held_round, coalesce(h.held_season, 0) AS held_season
  FROM expert e
  LEFT JOIN (SELECT season_id, expert_id, array_agg(nomination_id ORDER BY nomination_id) AS nominations,
                    array_agg(level ORDER BY nomination_id) AS levels
               FROM competence WHERE season_id = $1 GROUP BY season_id, expert_id) c
    ON (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
  LEFT JOIN (SELECT p.expert_id, count(*) FILTER (WHERE a.stage_id = $2)::int AS held_round, count(*)::int AS held_season
               FROM assignment a
               JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
              WHERE a.season_id = $1 AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
              GROUP BY p.expert_id) h ON h.expert_id = e.expert_id
 WHERE e.season_id = $1 AND ((e.state = 'ACTIVE' AND c.nominations && $3::text[]) OR h.held_round > 0)
 ORDER BY e.expert_id
