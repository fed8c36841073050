INSERT INTO identity (person_id, kind, secret, update_time) VALUES ($1, 'PASSWORD', $2, $3)
