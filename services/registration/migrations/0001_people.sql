-- People, how they sign in, and what they may do. Columns of type bytea that hold a name, a date of birth or a contact are
-- sealed by store/vault.h: a version byte, then the content in that version's form.

-- Rows of a log stay as they were written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;

-- Somebody who signed up and has not confirmed the address yet. Becomes a person, or is deleted after 30 days.
CREATE TABLE sign_up (
  person_id uuid PRIMARY KEY,
  family_name bytea NOT NULL,
  given_name bytea NOT NULL,
  patronymic bytea NOT NULL,
  birth_date bytea NOT NULL,
  region_id text NOT NULL,        -- '' when not given
  email bytea NOT NULL,
  email_index bytea NOT NULL,
  password_hash text NOT NULL,    -- argon2id with its parameters
  tries int NOT NULL DEFAULT 0,   -- wrong codes so far
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  expire_time timestamptz NOT NULL -- of the code
);
CREATE INDEX sign_up_create_time ON sign_up (create_time);

CREATE TABLE person (
  person_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('ACTIVE', 'LOCKED', 'ERASED')),
  family_name bytea NOT NULL,
  given_name bytea NOT NULL,
  patronymic bytea NOT NULL,
  birth_date bytea NOT NULL,      -- of nothing when not given
  region_id text NOT NULL,        -- '' when not given
  name_version int NOT NULL DEFAULT 1,
  facts_version bigint NOT NULL DEFAULT 0,  -- grows by one with each row of consent_fact
  epoch int NOT NULL DEFAULT 0,   -- access tokens of a smaller epoch are void
  version int NOT NULL DEFAULT 1,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL
);

CREATE TABLE person_transition (
  person_id uuid NOT NULL REFERENCES person,
  seq int NOT NULL,
  from_state text NOT NULL,       -- '' for the first
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid NOT NULL,
  reason text NOT NULL CHECK (reason IS NFC NORMALIZED AND char_length(reason) <= 1000),
  transition_time timestamptz NOT NULL,
  PRIMARY KEY (person_id, seq)
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON person_transition FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Confirmed addresses. One belongs to one person.
CREATE TABLE contact (
  person_id uuid NOT NULL REFERENCES person,
  contact_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('EMAIL', 'PHONE')),
  value bytea NOT NULL,
  blind_index bytea NOT NULL,     -- HMAC-SHA-256 of the normalized address: equality only
  is_primary boolean NOT NULL,
  verify_time timestamptz NOT NULL,
  PRIMARY KEY (person_id, contact_id),
  UNIQUE (kind, blind_index)
);
CREATE UNIQUE INDEX contact_primary ON contact (person_id, kind) WHERE is_primary;

CREATE TABLE identity (
  person_id uuid NOT NULL REFERENCES person,
  kind text NOT NULL CHECK (kind IN ('PASSWORD')),
  secret text NOT NULL,           -- argon2id with its parameters
  update_time timestamptz NOT NULL,
  PRIMARY KEY (person_id, kind)
);

-- A signed-in device: the family of its refresh tokens.
CREATE TABLE session (
  session_id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  password_time timestamptz NOT NULL,  -- when the password was last entered
  create_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,    -- however often it is refreshed
  end_time timestamptz,
  end_reason text CHECK (end_reason IN ('SIGNED_OUT', 'TOKEN_REUSED', 'REVOKED'))
);
CREATE INDEX session_person ON session (person_id, end_time);

CREATE TABLE refresh_token (
  token_hash bytea PRIMARY KEY,   -- SHA-256 of the token
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  create_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,
  spend_time timestamptz          -- exchanged for a newer one
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

-- Offices. A row counts from start_time until end_time or revoke_time.
CREATE TABLE role_grant (
  grant_id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  role text NOT NULL CHECK (role IN ('CHAIR', 'EXAMINER', 'COORDINATOR', 'APPEALS', 'OPERATOR', 'ORGANIZER', 'PRIVACY',
                                     'ADMINISTRATOR', 'AUDITOR')),
  season_id text NOT NULL,        -- '' every season
  nomination_id text NOT NULL,    -- '' every nomination
  region_id text NOT NULL,        -- '' every region
  granter_id uuid,                -- null: made at the console of the installation
  start_time timestamptz NOT NULL,
  end_time timestamptz,
  revoke_time timestamptz,
  revoker_id uuid,
  CHECK (granter_id IS DISTINCT FROM person_id),
  CHECK ((revoke_time IS NULL) = (revoker_id IS NULL))
);
CREATE UNIQUE INDEX role_grant_scope ON role_grant (person_id, role, season_id, nomination_id, region_id)
  WHERE revoke_time IS NULL;

CREATE TABLE organization (
  organization_id uuid PRIMARY KEY,
  inn text NOT NULL UNIQUE CHECK (inn ~ '^([0-9]{10}|[0-9]{12})$'),
  ogrn text NOT NULL CHECK (ogrn ~ '^([0-9]{13}|[0-9]{15})$'),
  title text NOT NULL CHECK (title IS NFC NORMALIZED AND char_length(title) <= 500),
  short_title text NOT NULL CHECK (short_title IS NFC NORMALIZED AND char_length(short_title) <= 200),
  region_id text NOT NULL,
  creator_id uuid NOT NULL,
  create_time timestamptz NOT NULL
);

-- Regions: the id is ours and stays, codes of others change.
CREATE TABLE region (
  region_id text PRIMARY KEY,     -- ru-77
  title text NOT NULL CHECK (title IS NFC NORMALIZED AND char_length(title) <= 200),
  kind text NOT NULL,
  district text NOT NULL,         -- '' when none
  utc_offset_hours int NOT NULL
);
CREATE TABLE region_code (
  region_id text NOT NULL REFERENCES region,
  scheme text NOT NULL CHECK (scheme IN ('TAX', 'ISO_3166_2', 'PLATE')),
  code text NOT NULL,
  PRIMARY KEY (scheme, code)
);
CREATE INDEX region_code_region ON region_code (region_id);
