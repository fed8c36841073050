INSERT INTO contact (person_id, contact_id, kind, value, blind_index, is_primary, verify_time)
VALUES ($1, $2, 'EMAIL', $3, $4, true, $5)
