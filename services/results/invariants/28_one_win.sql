-- One person, members included, wins once in the scope of the rule.
SELECT e.season_id, e.ranking_id, person.id
FROM ranking_entry e
JOIN ranking_nomination n ON n.season_id = e.season_id AND n.ranking_id = e.ranking_id AND n.nomination_id = e.nomination_id
CROSS JOIN LATERAL (SELECT DISTINCT unnest(e.people)) AS person (id)
WHERE e.season_id = $1 AND e.award <> '' AND e.win AND n.one_win_scope <> ''
GROUP BY e.season_id, e.ranking_id, n.one_win_scope, person.id
HAVING count(*) > 1
