-- A save of the working copy.
UPDATE application
SET direction_id = $4, nomination_id = $5, stage_id = $6, title = $7, content = $8, changed = $9, config_version = $10,
    update_time = $11, row_version = row_version + 1
WHERE season_id = $1 AND application_id = $2 AND row_version = $3
