INSERT INTO stage_seed (season_id, stage_id, sealed_secret, commitment)
SELECT $1, s.stage_id, decode(s.sealed_secret, 'hex'), decode(s.commitment, 'hex')
  FROM unnest($2::text[], $3::text[], $4::text[]) AS s (stage_id, sealed_secret, commitment)
ON CONFLICT DO NOTHING
