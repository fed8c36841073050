SELECT e.expert_id
  FROM assignment a
  JOIN alternate t ON (t.season_id, t.run_id, t.application_id) = (a.season_id, a.run_id, a.application_id)
  JOIN expert e ON (e.season_id, e.expert_id) = (t.season_id, t.expert_id)
 WHERE a.season_id = $1 AND a.assignment_id = $2
 ORDER BY e.expert_id
   FOR UPDATE OF e
