-- By its id, or the person's own when $2 is null.
SELECT r.season_id, r.registration_id, r.person_id, r.region_id, r.register_time, r.withdraw_time
FROM season_registration r
WHERE r.season_id = $1 AND r.person_id = $3 AND ($2::uuid IS NULL OR r.registration_id = $2)
