-- The first of the slots $2 that still waits and that nobody else works on, with its application. Waits for no lock, so
-- that many experts at once each get another one.
SELECT a.season_id, a.stage_id, a.assignment_id, a.application_id, a.nomination_id, a.slot, a.code, a.origin, a.state,
       a.run_id, NULL::uuid AS expert_id, NULL::uuid AS person_id, a.offer_time, a.response_due_time, a.due_time,
       a.late_until_time, a.end_reason, a.create_time, a.version
  FROM unnest($2::uuid[]) WITH ORDINALITY AS t (assignment_id, place)
  JOIN assignment a ON a.season_id = $1 AND a.assignment_id = t.assignment_id AND a.state = 'QUEUED'
  JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
                   AND i.state = 'ADMITTED'
 ORDER BY t.place
 LIMIT 1
   FOR UPDATE OF a SKIP LOCKED
   FOR NO KEY UPDATE OF i SKIP LOCKED
