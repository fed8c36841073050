-- Stored text is NFC, without carriage returns and controls but LF and TAB.
SELECT 'conflict' AS kind, conflict_id AS id FROM conflict
WHERE season_id = $1 AND (reason IS NOT NFC NORMALIZED OR reason ~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]')
UNION ALL
SELECT 'revision', review_id FROM review_revision
WHERE season_id = $1 AND (comment IS NOT NFC NORMALIZED OR comment ~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]')
UNION ALL
SELECT 'mark', review_id FROM criterion_mark
WHERE season_id = $1 AND (comment IS NOT NFC NORMALIZED OR comment ~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]')
UNION ALL
SELECT 'expert', expert_id FROM expert_transition
WHERE season_id = $1 AND (reason IS NOT NFC NORMALIZED OR reason ~ '[\x01-\x08\x0b-\x1f\x7f-\x9f]')
