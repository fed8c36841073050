-- No open assignment and no review that counts joins an expert to an own application, the own organization, a region that
-- is excluded, or an active conflict that was known when the review was completed.
SELECT a.assignment_id, p.expert_id
FROM season s
JOIN assignment a ON a.season_id = s.season_id AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
JOIN expert e ON (e.season_id, e.expert_id) = (p.season_id, p.expert_id)
JOIN round_item i ON (i.season_id, i.stage_id, i.application_id) = (a.season_id, a.stage_id, a.application_id)
JOIN review_round r ON (r.season_id, r.config_version, r.stage_id) = (s.season_id, s.config_version, a.stage_id)
LEFT JOIN review v ON (v.season_id, v.assignment_id) = (a.season_id, a.assignment_id)
WHERE s.season_id = $1
  AND (e.person_id = ANY (i.people) OR e.organization_id = i.organization_id
       OR (r.different_region AND e.region_id = i.region_id AND i.region_id <> '')
       OR EXISTS (SELECT FROM conflict c
                  WHERE (c.season_id, c.expert_id) = (p.season_id, p.expert_id) AND c.state = 'ACTIVE'
                    AND (c.application_id = a.application_id OR c.organization_id = i.organization_id
                         OR c.person_id = ANY (i.people))
                    AND (a.state <> 'COMPLETED' OR c.create_time < v.complete_time)))
