-- A pair, unless a person has decided on it.
INSERT INTO similarity (season_id, similarity_id, application_id, version, other_season_id, other_id, other_version, kind,
                        relation, percent, passages, create_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp())
ON CONFLICT (season_id, application_id, other_season_id, other_id) DO UPDATE
SET version = excluded.version, other_version = excluded.other_version, kind = excluded.kind,
    relation = excluded.relation, percent = excluded.percent, passages = excluded.passages,
    row_version = similarity.row_version + 1
WHERE similarity.state = 'OPEN'
