INSERT INTO assignment (season_id, stage_id, run_id, offer_time, response_due_time, create_time, origin, state,
                        assignment_id, application_id, nomination_id, slot, code)
SELECT $1, $2, $3, $4, $5, $4, 'RUN', 'OFFERED', a.*
  FROM unnest($6::uuid[], $7::uuid[], $8::text[], $9::smallint[], $10::text[]) AS a
