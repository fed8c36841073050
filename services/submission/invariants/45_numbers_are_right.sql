-- Unique by the index; the last character is the check of what precedes it (ISO 7064 MOD 37,36), where the season's
-- numbers have one.
WITH RECURSIVE digits AS (
  SELECT a.application_id, replace(left(a.number, -1), '-', '') AS rest, right(a.number, 1) AS given, 36 AS product
  FROM application a JOIN season s USING (season_id)
  JOIN season_config c ON (c.season_id, c.version) = (s.season_id, s.config_version)
  WHERE a.season_id = $1 AND a.number IS NOT NULL
    AND c.document::json #>> '{numbering,application}' LIKE '%{check}'
  UNION ALL
  SELECT application_id, substr(rest, 2), given,
         (CASE sum WHEN 0 THEN 36 ELSE sum END) * 2 % 37
  FROM digits, LATERAL (SELECT (product + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', left(rest, 1)) - 1) % 36 AS sum) step
  WHERE rest <> ''
)
SELECT application_id FROM digits
WHERE rest = '' AND given <> substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (37 - product) % 36 + 1, 1)
