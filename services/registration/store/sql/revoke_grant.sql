UPDATE role_grant SET revoke_time = $2, revoker_id = $3 WHERE grant_id = $1 AND revoke_time IS NULL
