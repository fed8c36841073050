DELETE FROM session WHERE expire_time < clock_timestamp() - interval '1 day'
   OR end_time < clock_timestamp() - interval '1 day'
