-- Stages whose opening has not been told, or whose grace has passed.
SELECT season_id, stage_id, open_time <= clock_timestamp() AND NOT opened AS opens,
       close_time + grace <= clock_timestamp() AS ends
FROM stage
WHERE NOT frozen AND ((open_time <= clock_timestamp() AND NOT opened) OR close_time + grace <= clock_timestamp())
