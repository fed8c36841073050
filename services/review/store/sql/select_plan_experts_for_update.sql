SELECT e.expert_id
  FROM expert e
 WHERE e.season_id = $1
   AND e.expert_id IN (SELECT p.expert_id FROM proposed_assignment p WHERE p.season_id = $1 AND p.run_id = $2)
 ORDER BY e.expert_id
   FOR UPDATE
