-- The log of a person's consents has no gap and ends at the version that the person's row names.
SELECT p.person_id, p.facts_version, count(c.facts_version) AS rows FROM person p
LEFT JOIN consent_fact c ON c.person_id = p.person_id
WHERE $1::text IS NOT NULL
GROUP BY p.person_id, p.facts_version
HAVING count(c.facts_version) <> p.facts_version OR COALESCE(max(c.facts_version), 0) <> p.facts_version
