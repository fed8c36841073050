-- `office`: holds one now, so that the session ends sooner.
SELECT p.person_id, p.state, p.epoch, i.secret,
       EXISTS (SELECT FROM role_grant g WHERE g.person_id = p.person_id AND g.revoke_time IS NULL
                  AND (g.end_time IS NULL OR g.end_time > clock_timestamp())) AS office
FROM contact c
JOIN person p ON p.person_id = c.person_id
JOIN identity i ON i.person_id = p.person_id AND i.kind = 'PASSWORD'
WHERE c.kind = 'EMAIL' AND c.blind_index = $1
