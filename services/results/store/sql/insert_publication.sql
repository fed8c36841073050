INSERT INTO publication (season_id, version, ranking_id, root, publish_time, proposer_id, approver_id, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
