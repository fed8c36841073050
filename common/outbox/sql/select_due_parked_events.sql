-- The first waiting event of each subject, if it is time to try it again.
SELECT season_id, event_id, source, subject, subject_seq, type, payload, recipients, event_time, attempts FROM (
  SELECT DISTINCT ON (season_id, subject)
         season_id, event_id, source, subject, subject_seq, type, payload, recipients, event_time, attempts, retry_time
  FROM parked_event WHERE consumer = $1 ORDER BY season_id, subject, subject_seq) first
WHERE attempts < $2 AND retry_time <= clock_timestamp() ORDER BY event_time LIMIT 100
