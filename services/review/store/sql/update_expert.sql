UPDATE expert
   SET person_id = $3, state = $4, region_id = $5, organization_id = $6, keywords = $7, load_limit = $8, accept_time = $9,
       version = version + 1
 WHERE season_id = $1 AND expert_id = $2 AND version = $10
