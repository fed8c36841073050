-- Other applications of the season that share a band ($3) with this one; a band that $4 others or more have is skipped.
SELECT t.application_id, t.digest, t.signature, t.submit_time
FROM (SELECT DISTINCT unnest(bucket.applications) AS application_id
      FROM unnest($3::bigint[]) AS own (hash)
      CROSS JOIN LATERAL (
        SELECT array_agg(b.application_id) AS applications
        FROM (SELECT application_id FROM similarity_band
              WHERE season_id = $1 AND hash = own.hash AND application_id <> $2 LIMIT $4) b) bucket
      WHERE cardinality(bucket.applications) < $4) near
JOIN similarity_text t ON t.season_id = $1 AND t.application_id = near.application_id
WHERE t.signature IS NOT NULL
