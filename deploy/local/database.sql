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
