-- A step of its life, with the row of the step.
WITH moved AS (
  UPDATE application
  SET state = $4, number = $5, changed = $6, version = $7, check_version = $8, transitions = $9, config_version = $10,
      update_time = $11, submit_time = $12, withdraw_time = $13, decide_time = $14, row_version = row_version + 1
  WHERE season_id = $1 AND application_id = $2 AND row_version = $3
  RETURNING season_id, application_id, transitions, state, update_time
), told AS (
  INSERT INTO application_transition (season_id, application_id, seq, from_state, to_state, verb, actor_id, reason, time)
  SELECT season_id, application_id, transitions, $15, state, $16, $17, $18, update_time FROM moved
)
SELECT 1 / (count(*) = 1)::int FROM moved
