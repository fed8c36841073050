SELECT v.application_id, v.version
FROM application_version v
WHERE v.season_id = $1
  AND (v.content IS NOT NFC NORMALIZED OR v.title IS NOT NFC NORMALIZED OR v.content ~ '[\x01-\x08\x0b-\x1f]'
       OR v.content ~ '\\u00[01]')
