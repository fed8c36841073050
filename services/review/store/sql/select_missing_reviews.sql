-- Of the stages $2 and nominations $3: completed reviews that are still wanted, and slots that wait for an expert.
SELECT (SELECT coalesce(sum(greatest(i.demand - coalesce(c.completed, 0), 0)), 0)
          FROM round_item i
          LEFT JOIN (SELECT a.stage_id, a.application_id, count(*) AS completed
                       FROM assignment a
                       JOIN review r ON (r.season_id, r.assignment_id) = (a.season_id, a.assignment_id)
                                    AND r.state IN ('COMPLETED', 'REOPENED')
                      WHERE a.season_id = $1 AND a.state = 'COMPLETED' AND a.stage_id = ANY ($2::text[])
                      GROUP BY a.stage_id, a.application_id) c
            ON (c.stage_id, c.application_id) = (i.stage_id, i.application_id)
         WHERE i.season_id = $1 AND i.stage_id = ANY ($2::text[]) AND i.nomination_id = ANY ($3::text[])
           AND i.state = 'ADMITTED')::int AS missing_reviews,
       (SELECT count(*) FROM assignment a
         WHERE a.season_id = $1 AND a.stage_id = ANY ($2::text[]) AND a.nomination_id = ANY ($3::text[])
           AND a.state = 'QUEUED')::int AS open_slots
