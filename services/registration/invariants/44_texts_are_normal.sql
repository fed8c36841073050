-- Texts are NFC, without control characters but LF and TAB, inside their limits.
SELECT o.organization_id::text AS id FROM organization o
WHERE $1::text IS NOT NULL AND (o.title IS NOT NFC NORMALIZED OR o.short_title IS NOT NFC NORMALIZED
   OR char_length(o.title) > 500 OR o.title ~ '[\x01-\x08\x0b-\x1f\x7f]' OR o.short_title ~ '[\x01-\x08\x0b-\x1f\x7f]')
UNION ALL
SELECT c.season_id || '/' || c.version FROM season_config c
WHERE c.season_id = $1 AND (c.document IS NOT NFC NORMALIZED OR c.reason IS NOT NFC NORMALIZED)
UNION ALL
SELECT p.person_id::text FROM person p
WHERE $1::text IS NOT NULL AND (get_byte(p.family_name, 0) <> 1
   OR convert_from(substr(p.family_name, 2), 'UTF8') IS NOT NFC NORMALIZED
   OR convert_from(substr(p.given_name, 2), 'UTF8') IS NOT NFC NORMALIZED
   OR char_length(convert_from(substr(p.family_name, 2), 'UTF8')) > 100)
