DELETE FROM sign_up WHERE person_id = $1
