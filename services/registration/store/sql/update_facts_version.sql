UPDATE person SET facts_version = $3 WHERE person_id = $1 AND facts_version = $2
