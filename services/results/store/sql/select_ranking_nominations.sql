SELECT n.nomination_id, n.contenders, n.excluded, n.is_void, n.tie_unresolved
FROM ranking_nomination n WHERE n.season_id = $1 AND n.ranking_id = $2 ORDER BY n.position
