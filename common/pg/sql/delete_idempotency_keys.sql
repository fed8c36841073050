-- Keys of calls that were refused for a reason that passes: free again.
DELETE FROM idempotency i
USING unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) AS a (season_id, principal_id, method, key)
WHERE i.season_id = a.season_id AND i.principal_id = a.principal_id AND i.method = a.method AND i.key = a.key
