INSERT INTO review_revision (season_id, review_id, revision, config_version, total_hundredths, recommendation, comment,
                             sha256, complete_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
