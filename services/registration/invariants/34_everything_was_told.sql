-- Every person, consent, registration and version in force has its event.
SELECT 'person' AS what, p.person_id::text AS id FROM person p
WHERE $1::text IS NOT NULL AND NOT EXISTS (
  SELECT FROM outbox o WHERE o.subject = 'users/' || p.person_id AND o.type = 'person.created')
UNION ALL
SELECT 'consent', c.consent_id::text FROM consent_fact c
WHERE c.season_id = $1 AND NOT EXISTS (
  SELECT FROM outbox o WHERE o.subject = 'users/' || c.person_id || '/consents/' || c.consent_id
    AND o.type = CASE c.act WHEN 'GIVEN' THEN 'consent.given' WHEN 'REPLACED' THEN 'consent.replaced'
                            ELSE 'consent.withdrawn' END)
UNION ALL
SELECT 'registration', r.registration_id::text FROM season_registration r
WHERE r.season_id = $1 AND NOT EXISTS (
  SELECT FROM outbox o WHERE o.subject = 'seasons/' || r.season_id || '/registrations/' || r.registration_id
    AND o.type = 'registration.created')
UNION ALL
SELECT 'season', s.season_id FROM season s
WHERE s.season_id = $1 AND s.in_force_version > 0 AND NOT EXISTS (
  SELECT FROM outbox o WHERE o.subject = 'seasons/' || s.season_id AND o.type = 'season.config_activated'
    AND o.payload ->> 'version' = s.in_force_version::text)
