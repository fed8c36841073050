-- By ids ($2), or, when that is null, all admitted ones of a nomination ($3, '' for every one) after an id ($4).
SELECT a.application_id, a.nomination_id, v.organization_id, v.region_id, v.keywords, a.state, a.version, a.submit_time,
       (SELECT array_agg(p.person_id ORDER BY p.person_id) FROM participation p
        WHERE (p.season_id, p.application_id) = (a.season_id, a.application_id)) AS people
FROM application a JOIN application_version v
  ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1
  AND (($2::uuid[] IS NOT NULL AND a.application_id = ANY ($2))
       OR ($2 IS NULL AND a.state = 'ADMITTED' AND ($3 = '' OR a.nomination_id = $3)
           AND ($4::uuid IS NULL OR a.application_id > $4)))
ORDER BY a.application_id LIMIT $5
