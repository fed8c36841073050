SELECT c.person_id, c.consent_id, c.consent, c.purpose, c.text_version, c.fields
FROM live_consent c
WHERE c.person_id = ANY ($1::uuid[]) AND c.season_id = $2
ORDER BY c.person_id, c.consent
