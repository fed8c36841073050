SELECT ranking_id, state, version, config_version, inputs_sha256, result_sha256, root, statement, create_time, freeze_time,
       sign_time
FROM ranking WHERE season_id = $1 AND ranking_id = $2
