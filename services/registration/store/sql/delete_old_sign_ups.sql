DELETE FROM sign_up WHERE create_time < clock_timestamp() - interval '30 days'
