SELECT application_id, expert_id, nomination_id, score
  FROM proposed_assignment
 WHERE season_id = $1 AND run_id = $2
 ORDER BY application_id, expert_id
