INSERT INTO season_config (season_id, version, base_version, document, sha256, form_versions, changes, warnings, reason,
                           apply_before_review, author_id, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
