WITH created AS (
  INSERT INTO application (season_id, application_id, direction_id, nomination_id, stage_id, state, title, content,
                           transitions, config_version, create_time, update_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $10)
  RETURNING season_id, application_id, create_time
), owned AS (
  INSERT INTO participation (season_id, application_id, person_id, role, scope, slot)
  SELECT season_id, application_id, $11, 'APPLICANT', $12, $13 FROM created
), told AS (
  INSERT INTO application_transition (season_id, application_id, seq, to_state, verb, actor_id, reason, time)
  SELECT season_id, application_id, 1, $6, 'create', $11, '', create_time FROM created
)
SELECT 1 / (count(*) = 1)::int FROM created
