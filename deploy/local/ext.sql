-- What Russian text needs, in a schema that every service may use and none owns: ru_same compares as the eye does
-- (ё = е, letter case), fold is the key of near duplicates.
CREATE SCHEMA ext;
GRANT USAGE ON SCHEMA ext TO PUBLIC;
CREATE EXTENSION unaccent SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE COLLATION ext.ru_same (provider = icu, locale = 'ru-u-ks-level1', deterministic = false);
CREATE FUNCTION ext.fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT translate(lower(normalize(t, NFC) COLLATE "ru-x-icu"), 'ё', 'е') $$;
