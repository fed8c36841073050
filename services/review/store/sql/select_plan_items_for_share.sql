SELECT i.application_id
  FROM round_item i
 WHERE i.season_id = $1 AND i.stage_id = $2 AND i.nomination_id = ANY ($3)
 ORDER BY i.application_id
   FOR SHARE
