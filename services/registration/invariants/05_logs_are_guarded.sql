-- Nothing changes a row of a log: each has the trigger that refuses it.
SELECT l.name FROM unnest(ARRAY['consent_fact', 'season_config', 'config_activation', 'person_transition']) AS l (name)
WHERE $1::text IS NOT NULL AND NOT EXISTS (
  SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(l.name) AND t.tgname = 'insert_only' AND t.tgenabled IN ('O', 'A'))
