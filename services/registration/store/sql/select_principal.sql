SELECT p.state, p.epoch FROM person p WHERE p.person_id = $1
