SELECT i.application_id, i.nomination_id, i.organization_id, i.region_id, i.people, i.keywords, i.state, i.demand
  FROM round_item i
 WHERE (i.season_id, i.stage_id, i.application_id) =
       (SELECT a.season_id, a.stage_id, a.application_id FROM assignment a WHERE a.season_id = $1 AND a.assignment_id = $2)
   FOR NO KEY UPDATE
