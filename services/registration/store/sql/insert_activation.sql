INSERT INTO config_activation (season_id, version, activator_id, second_person_id, activate_time)
VALUES ($1, $2, $3, $4, $5)
