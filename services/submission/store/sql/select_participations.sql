SELECT application_id, scope, slot FROM participation WHERE season_id = $1 AND person_id = $2 AND active
