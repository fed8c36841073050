SELECT m.milestone_time FROM season_milestone m WHERE m.season_id = $1 AND m.kind = $2
