-- Offices whose term is over and that nobody closed: they still stand in the way of the same one given again.
SELECT g.grant_id, g.person_id, g.role, g.season_id, g.nomination_id, g.region_id, g.granter_id, g.start_time, g.end_time
FROM role_grant g
WHERE g.person_id = $1 AND g.revoke_time IS NULL AND g.end_time <= clock_timestamp()
ORDER BY g.grant_id
