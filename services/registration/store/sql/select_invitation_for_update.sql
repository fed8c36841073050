-- `bound`: the person owns the address that the invitation was sent to.
SELECT i.season_id, i.invitation_id, i.kind, i.object, i.expire_time, i.use_time, i.user_id,
       EXISTS (SELECT FROM contact c WHERE c.person_id = $2 AND c.blind_index = i.email_index) AS bound
FROM invitation i WHERE i.secret_hash = $1
FOR UPDATE OF i
