SELECT a.application_id, a.nomination_id, a.number, a.state, v.version, v.content, v.config_version, v.title, v.region_id,
       v.content_sha256, a.submit_time, a.stage_id,
       (SELECT array_agg(p.person_id ORDER BY p.person_id) FROM participation p
        WHERE (p.season_id, p.application_id) = (a.season_id, a.application_id)) AS people
FROM application a JOIN application_version v
  ON (v.season_id, v.application_id, v.version) = (a.season_id, a.application_id, a.version)
WHERE a.season_id = $1 AND a.application_id = ANY ($2::uuid[])
