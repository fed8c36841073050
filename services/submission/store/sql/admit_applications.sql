-- Many at once; the rows were locked and looked at.
WITH moved AS (
  UPDATE application a
  SET state = 'ADMITTED', decide_time = $4, update_time = $4, transitions = a.transitions + 1,
      check_version = a.check_version + 1, row_version = a.row_version + 1
  WHERE a.season_id = $1 AND a.application_id = ANY ($2::uuid[]) AND a.state = 'SUBMITTED'
  RETURNING a.season_id, a.application_id, a.transitions
), told AS (
  INSERT INTO application_transition (season_id, application_id, seq, from_state, to_state, verb, actor_id, reason, time)
  SELECT season_id, application_id, transitions, 'SUBMITTED', 'ADMITTED', 'admit', $3, '', $4 FROM moved
)
SELECT 1 / (count(*) = cardinality($2::uuid[]))::int FROM moved
