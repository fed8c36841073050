SELECT person_id FROM participation WHERE season_id = $1 AND application_id = ANY ($2::uuid[]) AND role = 'APPLICANT'
