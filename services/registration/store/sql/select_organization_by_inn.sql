SELECT o.organization_id FROM organization o WHERE o.inn = $1
