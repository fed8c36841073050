-- Consents of a person, newest first, with what became of them.
SELECT g.consent_id, g.season_id, g.consent, g.text_version, g.purpose, g.partner, g.fields, g.text_sha256,
       g.act_time AS give_time, e.act AS end_act, e.act_time AS end_time
FROM consent_fact g
LEFT JOIN LATERAL (
  SELECT f.act, f.act_time FROM consent_fact f
  WHERE f.person_id = g.person_id AND f.consent_id = g.consent_id AND f.act <> 'GIVEN'
  ORDER BY f.facts_version LIMIT 1) e ON true
WHERE g.person_id = $1 AND g.act = 'GIVEN' AND ($2::uuid IS NULL OR g.consent_id < $2)
ORDER BY g.consent_id DESC
LIMIT $3
