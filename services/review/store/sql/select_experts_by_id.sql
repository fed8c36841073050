SELECT e.season_id, e.expert_id, e.person_id, e.state, e.grade, e.region_id, e.organization_id, e.keywords, e.load_limit,
       e.create_time, e.accept_time, e.version,
       ARRAY(SELECT c.nomination_id FROM competence c WHERE (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
              ORDER BY c.nomination_id) AS nominations,
       ARRAY(SELECT c.level FROM competence c WHERE (c.season_id, c.expert_id) = (e.season_id, e.expert_id)
              ORDER BY c.nomination_id) AS levels
  FROM expert e
 WHERE e.season_id = $1 AND e.expert_id = ANY ($2::uuid[])
