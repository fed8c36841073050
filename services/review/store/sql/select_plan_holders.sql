SELECT a.application_id, p.expert_id, e.organization_id
  FROM assignment a
  JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
  JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
 WHERE a.season_id = $1 AND a.stage_id = $2
   AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
