SELECT content FROM assignment_run_file WHERE season_id = $1 AND run_id = $2 AND kind = $3
