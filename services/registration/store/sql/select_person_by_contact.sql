SELECT c.person_id FROM contact c WHERE c.kind = 'EMAIL' AND c.blind_index = $1
