-- Awards stay inside every quota, and a nomination with too few contenders has none.
WITH awarded AS (
  SELECT e.season_id, e.ranking_id, n.rule_id, e.award, e.nomination_id, e.region_id, n.is_void
  FROM ranking_entry e
  JOIN ranking_nomination n ON n.season_id = e.season_id AND n.ranking_id = e.ranking_id AND n.nomination_id = e.nomination_id
  WHERE e.season_id = $1 AND e.award <> ''
)
SELECT season_id, ranking_id, award, nomination_id FROM awarded WHERE is_void
UNION ALL
SELECT a.season_id, a.ranking_id, a.award, min(a.nomination_id)
FROM awarded a
JOIN ranking_quota q ON q.season_id = a.season_id AND q.ranking_id = a.ranking_id AND q.rule_id = a.rule_id AND q.award = a.award
  AND (q.scope <> 'NOMINATION' OR q.nomination_id = a.nomination_id)
GROUP BY a.season_id, a.ranking_id, a.rule_id, a.award, q.scope, q.places,
         CASE WHEN q.scope IN ('NOMINATION', 'REGION') THEN a.nomination_id END,
         CASE WHEN q.scope IN ('REGION', 'REGION_TOTAL') THEN a.region_id END
HAVING count(*) > q.places
