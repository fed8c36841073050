-- How many offers wait for an answer of each person, and until when the first of them does.
SELECT e.person_id, count(*) AS offers, min(a.response_due_time) AS response_due_time, min(a.stage_id) AS stage_id
  FROM expert e
  JOIN assignment_party p ON (p.season_id, p.expert_id) = (e.season_id, e.expert_id)
  JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
 WHERE e.season_id = $1 AND e.person_id = ANY ($2::uuid[]) AND a.state = 'OFFERED'
 GROUP BY e.person_id
