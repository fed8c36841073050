-- Versions of the season document as registration hands them over, and the stages that this service decides.

CREATE TABLE season (
  season_id text PRIMARY KEY,
  config_version int NOT NULL          -- in force
);

-- Insert-only.
CREATE TABLE season_config (
  season_id text NOT NULL,
  version int NOT NULL,
  document text NOT NULL CHECK (document IS NFC NORMALIZED),  -- canonical JSON
  sha256 bytea NOT NULL,
  store_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, version)
);

-- The deciding row of a stage: who submits holds it FOR SHARE, who closes it FOR UPDATE.
CREATE TABLE stage (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('APPLICATION', 'FORMAL_CHECK')),
  version int NOT NULL,                -- of the window
  open_time timestamptz NOT NULL,
  close_time timestamptz NOT NULL,
  grace interval NOT NULL,
  opened boolean NOT NULL DEFAULT false,   -- stage.opened has been told; the clock decides, not this
  frozen boolean NOT NULL DEFAULT false,
  PRIMARY KEY (season_id, stage_id)
);

-- Every window that a stage ever had. Insert-only.
CREATE TABLE stage_window (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  version int NOT NULL,
  open_time timestamptz NOT NULL,
  close_time timestamptz NOT NULL,
  grace interval NOT NULL,
  config_version int NOT NULL,
  store_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, stage_id, version)
);

-- While a gate is up nobody new may hold the stage's row, so that who changes it does not starve.
CREATE TABLE stage_gate (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  expire_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, stage_id)
);

-- What a stage ended with. Insert-only.
CREATE TABLE stage_freeze (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  number int NOT NULL,
  freeze_time timestamptz NOT NULL,
  count int NOT NULL,
  root bytea NOT NULL,                 -- Merkle root over the set, in the order of the ids
  PRIMARY KEY (season_id, stage_id, number)
);

-- Application numbers come from a sequence a season: no lock, gaps allowed, never the same twice.
CREATE FUNCTION create_number_sequence(season text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', 'application_number_' || season);
END $$;
CREATE FUNCTION next_number(season text) RETURNS bigint LANGUAGE sql AS $$
  SELECT nextval(quote_ident('application_number_' || season)::regclass)
$$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON season_config EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON stage_window EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON stage_freeze EXECUTE FUNCTION refuse_change();
