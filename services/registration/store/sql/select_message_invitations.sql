SELECT i.invitation_id, i.email, i.object FROM invitation i WHERE i.invitation_id = ANY ($1::uuid[])
