SELECT a.application_id
FROM application a
LEFT JOIN (SELECT season_id, application_id, count(*) AS count, max(version) AS last
           FROM application_version GROUP BY season_id, application_id) v USING (season_id, application_id)
WHERE a.season_id = $1 AND (COALESCE(v.count, 0) <> a.version OR COALESCE(v.last, 0) <> a.version)
