SELECT season_id, run_id, stage_id, number, nominations, state, seed, operation_id, config_version, inputs_sha256,
       result_sha256, metrics, error, author_id, create_time, deploy_time, version
  FROM assignment_run WHERE season_id = $1 AND run_id = $2 FOR UPDATE
