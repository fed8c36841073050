-- No expert holds more than the round and the season allow, or than the expert allowed in a round.
SELECT p.expert_id, a.stage_id, count(*)
FROM season s
JOIN assignment a ON a.season_id = s.season_id AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
JOIN review_round r ON (r.season_id, r.config_version, r.stage_id) = (s.season_id, s.config_version, a.stage_id)
WHERE s.season_id = $1
GROUP BY p.expert_id, e.load_limit, r.max_load, a.stage_id
HAVING count(*) > r.max_load OR (e.load_limit > 0 AND count(*) > e.load_limit)
UNION ALL
SELECT p.expert_id, '', count(*)
FROM season s
JOIN assignment a ON a.season_id = s.season_id AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
WHERE s.season_id = $1
GROUP BY p.expert_id
HAVING count(*) > (SELECT max(r.season_max) FROM review_round r
                   WHERE (r.season_id, r.config_version) = ($1, (SELECT config_version FROM season WHERE season_id = $1)))
