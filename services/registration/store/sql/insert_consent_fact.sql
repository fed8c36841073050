INSERT INTO consent_fact (person_id, facts_version, consent_id, season_id, consent, text_version, purpose, partner, fields,
                          text_sha256, act, channel, act_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'API', $12)
