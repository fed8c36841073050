UPDATE person SET epoch = epoch + 1 WHERE person_id = $1
