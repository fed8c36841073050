SELECT name FROM pg_settings
WHERE (name IN ('fsync', 'full_page_writes', 'data_checksums') AND setting <> 'on')
   OR (name = 'synchronous_commit' AND setting NOT IN ('on', 'remote_apply'))
   OR (name = 'idle_in_transaction_session_timeout' AND setting::int NOT BETWEEN 1 AND 15000)
UNION ALL
SELECT 'superuser' FROM pg_roles WHERE rolname = current_user AND rolsuper
