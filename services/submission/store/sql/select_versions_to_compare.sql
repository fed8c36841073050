-- The oldest that wait.
SELECT season_id, application_id FROM similarity_waiting ORDER BY submit_time, application_id LIMIT $1
