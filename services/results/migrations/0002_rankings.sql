-- Rankings: what they were computed from, what came out, who signed. Marks are sums of whole hundredths; a mean is sum and
-- count, never a quotient.

CREATE TABLE ranking (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('COMPUTED', 'FROZEN', 'SIGNED', 'SUPERSEDED')),
  version bigint NOT NULL DEFAULT 1,
  config_version int NOT NULL,         -- of the rules
  inputs_sha256 bytea NOT NULL CHECK (octet_length(inputs_sha256) = 32),
  result_sha256 bytea NOT NULL CHECK (octet_length(result_sha256) = 32),
  root bytea,                          -- Merkle root over the result's lines
  statement text,                      -- what is signed
  create_time timestamptz NOT NULL,
  freeze_time timestamptz,
  sign_time timestamptz,
  PRIMARY KEY (season_id, ranking_id),
  CHECK ((freeze_time IS NULL) = (root IS NULL) AND (root IS NULL) = (statement IS NULL)),
  CHECK (state NOT IN ('FROZEN', 'SIGNED') OR freeze_time IS NOT NULL),
  CHECK ((state = 'SIGNED') <= (sign_time IS NOT NULL))
);
CREATE UNIQUE INDEX one_ranking_in_force ON ranking (season_id) WHERE state <> 'SUPERSEDED';

-- The bytes that the hashes are of. Insert-only.
CREATE TABLE ranking_text (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('INPUTS', 'RESULT')),
  body bytea NOT NULL,
  PRIMARY KEY (season_id, ranking_id, kind)
);

-- One row a nomination, with the limits that its awards must keep. Insert-only.
CREATE TABLE ranking_nomination (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  nomination_id text NOT NULL,
  position smallint NOT NULL,          -- in the season, from 0
  rule_id text NOT NULL,
  one_win_scope text NOT NULL,         -- '' none, 'season', 'direction:<id>'
  pass_value int,                      -- hundredths; null: no threshold
  void_below int NOT NULL,
  contenders int NOT NULL,
  excluded int NOT NULL,
  is_void boolean NOT NULL,
  tie_unresolved boolean NOT NULL,
  PRIMARY KEY (season_id, ranking_id, nomination_id)
);

-- Most awards of a class: in a nomination, under a rule, of a region. Insert-only.
CREATE TABLE ranking_quota (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  rule_id text NOT NULL,
  award text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('NOMINATION', 'TOTAL', 'REGION', 'REGION_TOTAL')),
  nomination_id text NOT NULL,         -- '' unless the scope is NOMINATION
  places int NOT NULL,
  PRIMARY KEY (season_id, ranking_id, rule_id, award, scope, nomination_id)
);

-- Where each application stands. Insert-only.
CREATE TABLE ranking_entry (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  application_id uuid NOT NULL,
  nomination_id text NOT NULL,
  position smallint NOT NULL,          -- of the nomination
  region_id text NOT NULL,
  people uuid[] NOT NULL,              -- applicant and members
  number text NOT NULL CHECK (number IS NFC NORMALIZED AND char_length(number) <= 64),
  title text NOT NULL CHECK (title IS NFC NORMALIZED AND char_length(title) <= 1000 AND title !~ '[\x01-\x08\x0b-\x1f]'),
  reviews int NOT NULL,
  total_sum bigint NOT NULL,           -- hundredths
  criteria json NOT NULL,              -- sum of marks by criterion id
  place int NOT NULL,                  -- 0: does not compete
  place_order int NOT NULL GENERATED ALWAYS AS (CASE WHEN place = 0 THEN 2147483647 ELSE place END) STORED,
  award text NOT NULL,                 -- award class, '' none
  win boolean NOT NULL,                -- the award counts for the one-win rule
  reason text NOT NULL,                -- '' with an award
  reserve int NOT NULL,
  PRIMARY KEY (season_id, ranking_id, application_id)
);
CREATE INDEX ranking_entry_order ON ranking_entry (season_id, ranking_id, position, place_order, application_id);

-- '' as nomination is the organizer's signature. Insert-only.
CREATE TABLE ranking_signature (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  nomination_id text NOT NULL,
  person_id uuid NOT NULL,
  statement_sha256 bytea NOT NULL CHECK (octet_length(statement_sha256) = 32),
  sign_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, ranking_id, nomination_id)
);

-- Every change of state. Insert-only.
CREATE TABLE ranking_transition (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  seq int NOT NULL,                    -- from 1 without gaps
  from_state text NOT NULL,            -- '' of the first
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid NOT NULL,              -- nil: the platform
  time timestamptz NOT NULL,
  PRIMARY KEY (season_id, ranking_id, seq)
);

CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_text EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_nomination EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_quota EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_signature EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON ranking_transition EXECUTE FUNCTION refuse_change();
