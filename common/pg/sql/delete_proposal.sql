DELETE FROM approval_proposal WHERE season_id = $1 AND object = $2 AND verb = $3
