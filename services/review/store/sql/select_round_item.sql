SELECT i.application_id, i.nomination_id, i.organization_id, i.region_id, i.people, i.keywords, i.state, i.demand,
       a.stage_id
  FROM assignment a
  JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
 WHERE a.season_id = $1 AND a.assignment_id = $2
