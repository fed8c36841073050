SELECT g.grant_id FROM role_grant g
WHERE g.role = 'ADMINISTRATOR' AND g.revoke_time IS NULL AND (g.end_time IS NULL OR g.end_time > clock_timestamp())
FOR UPDATE
