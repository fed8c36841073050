SELECT season_id, expert_id, email
  FROM expert_invitation
 WHERE hand_over_time IS NULL AND (season_id, expert_id) > ($1, $2)
 ORDER BY season_id, expert_id
 LIMIT 100
