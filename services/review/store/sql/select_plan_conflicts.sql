SELECT expert_id, coalesce(application_id, organization_id, person_id) AS target_id
  FROM conflict WHERE season_id = $1 AND state = 'ACTIVE'
