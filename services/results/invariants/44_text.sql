-- Stored text is NFC and has no control characters but LF and TAB.
SELECT t.season_id, t.application_id, t.text
FROM (SELECT season_id, application_id, unnest(ARRAY[number, title, nomination_title, award_title]) AS text FROM outcome
      WHERE season_id = $1
      UNION ALL
      SELECT season_id, application_id, unnest(ARRAY[number, title]) FROM ranking_entry WHERE season_id = $1) AS t
WHERE t.text IS NOT NFC NORMALIZED OR t.text ~ '[\x01-\x08\x0b-\x1f\x7f]'
