SELECT r.season_id, r.run_id, r.stage_id, r.number, r.nominations, r.state, s.commitment, r.operation_id, r.config_version,
       r.inputs_sha256, r.result_sha256, r.metrics, r.error, r.author_id, r.create_time, r.deploy_time, r.version
  FROM assignment_run r
  JOIN stage_seed s ON (s.season_id, s.stage_id) = (r.season_id, r.stage_id)
 WHERE r.season_id = $1 AND r.run_id = $2
