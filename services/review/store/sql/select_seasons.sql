SELECT season_id FROM season ORDER BY season_id
