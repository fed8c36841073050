INSERT INTO round_item (season_id, stage_id, demand, application_id, nomination_id, organization_id, region_id, people,
                        keywords, state, application_version)
SELECT $1, $2, $3, i.application_id, i.nomination_id, i.organization_id, i.region_id, string_to_array(i.people, ',')::uuid[],
       string_to_array(i.keywords, ','), i.state, i.application_version
  FROM unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[])
       AS i (application_id, nomination_id, organization_id, region_id, people, keywords, state, application_version)
ON CONFLICT (season_id, stage_id, application_id) DO UPDATE
   SET nomination_id = excluded.nomination_id, organization_id = excluded.organization_id, region_id = excluded.region_id,
       people = excluded.people, keywords = excluded.keywords, state = excluded.state, demand = excluded.demand,
       application_version = excluded.application_version, update_time = clock_timestamp()
 WHERE round_item.application_version <= excluded.application_version
