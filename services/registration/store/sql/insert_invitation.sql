INSERT INTO invitation (season_id, invitation_id, kind, email, email_index, object, service, secret_hash, create_time,
                        expire_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
