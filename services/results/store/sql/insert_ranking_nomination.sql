INSERT INTO ranking_nomination (season_id, ranking_id, nomination_id, position, rule_id, one_win_scope, pass_value, void_below,
                                contenders, excluded, is_void, tie_unresolved)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
