-- The version with its receipt, unless the clock has passed the grace meanwhile.
WITH accepted AS (
  INSERT INTO application_version (season_id, application_id, version, nomination_id, content, content_sha256,
                                   config_version, facts_version, stage_id, stage_version, title, region_id,
                                   organization_id, keywords, actor_id, receive_time, submit_time)
  SELECT $1::text, $2::uuid, $3::int, $4::text, $5::text, $6::bytea, $7::int, $8::bigint, $9::text, $10::int, $11::text,
         $12::text, $13::uuid, $14::text[], $15::uuid, $16::timestamptz, $17::timestamptz
  FROM stage s
  WHERE s.season_id = $1 AND s.stage_id = $9 AND clock_timestamp() < s.close_time + s.grace
  RETURNING season_id, application_id, version
), acknowledged AS (
  INSERT INTO receipt (season_id, application_id, version, note)
  SELECT season_id, application_id, version, $18 FROM accepted
)
SELECT 1 / (count(*) = 1)::int FROM accepted
