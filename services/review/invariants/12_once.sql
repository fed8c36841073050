-- An application comes to an expert once in a round, and once in the season where experts have to be fresh.
SELECT p.application_id, p.expert_id
FROM season s
JOIN assignment_party p ON p.season_id = s.season_id
JOIN review_round r ON (r.season_id, r.config_version, r.stage_id) = (s.season_id, s.config_version, p.stage_id)
WHERE s.season_id = $1
GROUP BY p.application_id, p.expert_id
HAVING count(*) > count(DISTINCT p.stage_id) OR (bool_or(r.fresh_experts) AND count(*) > 1)
