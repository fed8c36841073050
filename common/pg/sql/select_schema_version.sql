SELECT COALESCE(max(number) FILTER (WHERE origin = 'common'), 0) AS common,
       COALESCE(max(number) FILTER (WHERE origin = 'service'), 0) AS service
FROM schema_migration
