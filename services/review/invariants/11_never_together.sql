-- Experts whom the round parts ("<expert id>:<expert id>") are not on an application together.
SELECT a.stage_id, a.application_id, pair.ids
FROM season s
JOIN season_config c ON (c.season_id, c.version) = (s.season_id, s.config_version)
CROSS JOIN LATERAL jsonb_each(c.document::jsonb -> 'reviewRounds') AS round (id, rule)
CROSS JOIN LATERAL jsonb_array_elements_text(round.rule #> '{conflict,neverTogether}') AS pair (ids)
JOIN assignment a ON a.season_id = s.season_id AND a.stage_id = round.rule ->> 'stage'
                 AND a.state IN ('OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED')
JOIN assignment_party p ON (p.season_id, p.assignment_id) = (a.season_id, a.assignment_id)
WHERE s.season_id = $1 AND p.expert_id = ANY (string_to_array(pair.ids, ':')::uuid[])
GROUP BY a.stage_id, a.application_id, pair.ids
HAVING count(DISTINCT p.expert_id) > 1
