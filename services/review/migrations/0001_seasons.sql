-- Versions of season documents, what is read from them, and the stages that this service decides.

-- Rows of the tables it guards are written once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$;

CREATE TABLE season (
  season_id text PRIMARY KEY,
  config_version int NOT NULL,         -- the one in force
  update_time timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE season_config (
  season_id text NOT NULL,
  version int NOT NULL,
  document text NOT NULL,              -- canonical JSON
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, version)
);
CREATE TRIGGER season_config_once BEFORE UPDATE OR DELETE ON season_config FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Rules of a version that the invariants look at.
CREATE TABLE review_round (
  season_id text NOT NULL,
  config_version int NOT NULL,
  stage_id text NOT NULL,
  reviews_per_application smallint NOT NULL,
  max_load int NOT NULL,
  season_max int NOT NULL,
  fresh_experts boolean NOT NULL,
  one_per_organization boolean NOT NULL,
  different_region boolean NOT NULL,
  PRIMARY KEY (season_id, config_version, stage_id)
);
CREATE TABLE rubric_criterion (
  season_id text NOT NULL,
  config_version int NOT NULL,
  nomination_id text NOT NULL,
  criterion_id text NOT NULL,
  min_mark int NOT NULL,
  max_mark int NOT NULL,
  weight int NOT NULL,                 -- points of 100; 0 when informative
  informative boolean NOT NULL,
  comment_at_most int,                 -- a comment is required at or below this mark
  comment_at_least int,
  comment_min int NOT NULL,
  PRIMARY KEY (season_id, config_version, nomination_id, criterion_id)
);

CREATE TABLE stage (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('REVIEW', 'TRAINING')),
  open_time timestamptz NOT NULL,
  close_time timestamptz NOT NULL,
  grace interval NOT NULL,
  state text NOT NULL DEFAULT 'PLANNED' CHECK (state IN ('PLANNED', 'OPEN', 'FROZEN')),
  config_version int NOT NULL,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (season_id, stage_id)
);

-- The secret that the random part of a review round's plans is drawn from, and what binds it: drawn when the stage comes,
-- before any input of a plan exists.
CREATE TABLE stage_seed (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  sealed_secret bytea NOT NULL,        -- 32 bytes, sealed; told with the results
  commitment bytea NOT NULL CHECK (octet_length(commitment) = 32),
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, stage_id)
);
CREATE TRIGGER stage_seed_once BEFORE UPDATE OR DELETE ON stage_seed FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- While a stage is being closed: nobody joins those who are in. Ends by itself when the closer dies.
CREATE TABLE stage_gate (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  expire_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, stage_id)
);

CREATE TABLE stage_freeze (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  number int NOT NULL,
  freeze_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  review_count int NOT NULL,
  root bytea NOT NULL,                 -- Merkle root of the SHA-256 of the revisions in force, in the order of their ids
  PRIMARY KEY (season_id, stage_id, number)
);
CREATE TRIGGER stage_freeze_once BEFORE UPDATE OR DELETE ON stage_freeze FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Applications that had fewer completed reviews than wanted when their round was frozen.
CREATE TABLE stage_shortfall (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  number int NOT NULL,
  application_id uuid NOT NULL,
  demand smallint NOT NULL,
  completed smallint NOT NULL,
  PRIMARY KEY (season_id, stage_id, number, application_id)
);
CREATE TRIGGER stage_shortfall_once BEFORE UPDATE OR DELETE ON stage_shortfall
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE stage_transition (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  seq int NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid,
  reason text NOT NULL DEFAULT '',
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, stage_id, seq)
);
CREATE TRIGGER stage_transition_once BEFORE UPDATE OR DELETE ON stage_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
