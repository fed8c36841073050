-- A consent ends once, after it was given, and at most one version of a text is live.
SELECT e.person_id, e.consent_id FROM consent_fact e
LEFT JOIN consent_fact g ON g.person_id = e.person_id AND g.consent_id = e.consent_id AND g.act = 'GIVEN'
WHERE e.season_id = $1 AND e.act IN ('WITHDRAWN', 'REPLACED')
GROUP BY e.person_id, e.consent_id
HAVING count(*) <> count(DISTINCT e.facts_version) OR count(DISTINCT e.facts_version) > 1
    OR bool_or(g.facts_version IS NULL OR g.facts_version > e.facts_version)
UNION ALL
SELECT c.person_id, NULL FROM live_consent c WHERE c.season_id = $1 GROUP BY c.person_id, c.consent HAVING count(*) > 1
