UPDATE sign_up SET tries = tries + 1 WHERE person_id = $1
