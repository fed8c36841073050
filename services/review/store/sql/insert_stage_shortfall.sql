INSERT INTO stage_shortfall (season_id, stage_id, number, application_id, demand, completed)
SELECT $1, $2, (SELECT max(number) FROM stage_freeze WHERE season_id = $1 AND stage_id = $2), s.*
  FROM unnest($3::uuid[], $4::smallint[], $5::smallint[]) AS s
