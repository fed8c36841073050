UPDATE expert_invitation SET email = NULL, hand_over_time = clock_timestamp()
 WHERE season_id = $1 AND expert_id = $2 AND hand_over_time IS NULL
