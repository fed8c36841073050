-- What an expert holds in each stage: open and completed assignments, and how many unfinished ones were claimed.
SELECT a.stage_id, count(*)::int AS held,
       count(*) FILTER (WHERE a.offer_time IS NULL AND a.state <> 'COMPLETED')::int AS claims
  FROM assignment_party p
  JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
 WHERE p.season_id = $1 AND p.expert_id = $2 AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
 GROUP BY a.stage_id
