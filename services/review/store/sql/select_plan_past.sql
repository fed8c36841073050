SELECT p.expert_id, p.application_id, bool_or(a.state = 'DECLINED') AS declined,
       bool_or($3 OR p.stage_id = $2) AS had
  FROM assignment_party p
  JOIN assignment a ON (a.season_id, a.assignment_id) = (p.season_id, p.assignment_id)
 WHERE p.season_id = $1
 GROUP BY p.expert_id, p.application_id
