SELECT i.service, i.confirm_time IS NOT NULL AS confirmed FROM config_install i WHERE i.season_id = $1 AND i.version = $2
