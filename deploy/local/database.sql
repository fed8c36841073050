-- One database for all services: a schema and a login role for each, and the shared schema `ext`. No role is a
-- superuser and none can read another's schema. Run by a superuser in the empty database.
CREATE ROLE nastavnik_registration LOGIN;
CREATE ROLE nastavnik_submission LOGIN;
CREATE ROLE nastavnik_review LOGIN;
CREATE ROLE nastavnik_results LOGIN;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA registration AUTHORIZATION nastavnik_registration;
CREATE SCHEMA submission AUTHORIZATION nastavnik_submission;
CREATE SCHEMA review AUTHORIZATION nastavnik_review;
CREATE SCHEMA results AUTHORIZATION nastavnik_results;

-- Russian text: ru_same compares as the eye does (ё = е, letter case), fold is the key of near duplicates.
CREATE SCHEMA ext;
GRANT USAGE ON SCHEMA ext TO PUBLIC;
CREATE EXTENSION unaccent SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE COLLATION ext.ru_same (provider = icu, locale = 'ru-u-ks-level1', deterministic = false);
CREATE FUNCTION ext.fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT translate(lower(normalize(t, NFC) COLLATE "ru-x-icu"), 'ё', 'е') $$;
