SELECT ranking_id, state FROM ranking WHERE season_id = $1 AND state <> 'SUPERSEDED' FOR UPDATE
