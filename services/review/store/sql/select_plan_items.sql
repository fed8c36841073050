SELECT i.application_id, i.nomination_id, i.organization_id, i.region_id, i.people, i.keywords, i.state, i.demand,
       ARRAY(SELECT a.slot FROM assignment a
              WHERE (a.season_id, a.stage_id, a.application_id) = (i.season_id, i.stage_id, i.application_id)
                AND a.state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')) AS slots
  FROM round_item i
 WHERE i.season_id = $1 AND i.stage_id = $2 AND i.nomination_id = ANY ($3) AND i.state = 'ADMITTED'
 ORDER BY i.application_id
