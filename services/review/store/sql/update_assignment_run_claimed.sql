WITH taken AS MATERIALIZED (
  SELECT season_id, run_id, state FROM assignment_run
   WHERE state = 'PENDING' OR (state = 'SOLVING' AND lease_expire_time < clock_timestamp())
   ORDER BY create_time
   LIMIT 1
     FOR UPDATE SKIP LOCKED)
UPDATE assignment_run r
   SET state = 'SOLVING', lease_expire_time = clock_timestamp() + interval '2 minutes', version = version + 1
  FROM taken t
 WHERE (r.season_id, r.run_id) = (t.season_id, t.run_id)
RETURNING r.season_id, r.run_id, t.state AS former
