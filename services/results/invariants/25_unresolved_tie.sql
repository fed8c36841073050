-- A signed ranking leaves no tie open: among equals nobody has the last class while another lacked a place for it.
SELECT r.season_id, r.ranking_id, e.nomination_id, e.place
FROM ranking r JOIN ranking_entry e ON e.season_id = r.season_id AND e.ranking_id = r.ranking_id
WHERE r.season_id = $1 AND r.sign_time IS NOT NULL AND e.reason = 'TIE_UNRESOLVED'
UNION ALL
SELECT r.season_id, r.ranking_id, e.nomination_id, e.place
FROM ranking r JOIN ranking_entry e ON e.season_id = r.season_id AND e.ranking_id = r.ranking_id
WHERE r.season_id = $1 AND r.sign_time IS NOT NULL AND e.place > 0
  AND NOT EXISTS (SELECT FROM ranking_quota q  -- more classes: reasons are those of the last one alone
                  WHERE q.season_id = r.season_id AND q.ranking_id = r.ranking_id
                  GROUP BY q.rule_id HAVING count(DISTINCT q.award) > 1)
GROUP BY r.season_id, r.ranking_id, e.nomination_id, e.place
HAVING bool_or(e.award <> '') AND bool_or(e.reason IN ('QUOTA_FULL', 'REGION_QUOTA'))
