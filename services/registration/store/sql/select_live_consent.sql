-- The live consent of a person to one text of a season, of any version.
SELECT g.consent_id, g.season_id, g.consent, g.text_version, g.purpose, g.partner, g.fields, g.text_sha256,
       g.act_time AS give_time, NULL::text AS end_act, NULL::timestamptz AS end_time
FROM consent_fact g
JOIN live_consent c ON c.person_id = g.person_id AND c.consent_id = g.consent_id
WHERE g.person_id = $1 AND g.season_id = $2 AND g.consent = $3 AND g.act = 'GIVEN'
