SELECT nomination_id, award, count(*) AS awarded
FROM ranking_entry WHERE season_id = $1 AND ranking_id = $2 AND award <> '' GROUP BY nomination_id, award
