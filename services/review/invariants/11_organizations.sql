-- Where the round says so, an application has at most one expert of an organization.
SELECT a.stage_id, a.application_id, e.organization_id
FROM season s
JOIN assignment a ON a.season_id = s.season_id AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
JOIN review_round r ON (r.season_id, r.config_version, r.stage_id) = (s.season_id, s.config_version, a.stage_id)
WHERE s.season_id = $1 AND r.one_per_organization AND e.organization_id IS NOT NULL
GROUP BY a.stage_id, a.application_id, e.organization_id
HAVING count(*) > 1
