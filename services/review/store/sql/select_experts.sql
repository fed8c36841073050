SELECT e.season_id, e.expert_id, e.person_id, e.state, e.grade, e.region_id, e.organization_id, e.keywords, e.load_limit,
       e.create_time, e.accept_time, e.version,
       ARRAY(SELECT c.nomination_id FROM competence c WHERE (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
              ORDER BY c.nomination_id) AS nominations,
       ARRAY(SELECT c.level FROM competence c WHERE (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
              ORDER BY c.nomination_id) AS levels,
       (SELECT count(*)
          FROM assignment_party p JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
         WHERE (p.season_id, p.expert_id) = (e.season_id, e.expert_id)
           AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED'))::int AS held
  FROM expert e
 WHERE e.season_id = $1 AND e.expert_id > $2
   AND ($3::text[] IS NULL OR EXISTS (SELECT 1 FROM competence c
                                       WHERE (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
                                         AND c.nomination_id = ANY ($3)))
   AND ($4 = '' OR e.state = $4)
 ORDER BY e.expert_id
 LIMIT $5
