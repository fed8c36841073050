-- Slots of stage $2 that wait for an expert of the nominations $3, those that wait longest first, after $4.
SELECT s.assignment_id
  FROM unnest($3::text[]) AS n (nomination_id)
 CROSS JOIN LATERAL (
       SELECT a.assignment_id FROM assignment a
        WHERE a.season_id = $1 AND a.stage_id = $2 AND a.nomination_id = n.nomination_id AND a.state = 'QUEUED'
          AND a.assignment_id > $4
        ORDER BY a.assignment_id
        LIMIT $5) s
 ORDER BY s.assignment_id
 LIMIT $5
