UPDATE stage SET opened = true WHERE season_id = $1 AND stage_id = $2 AND NOT opened
