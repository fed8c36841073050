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
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  store_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, version)
);

CREATE TABLE stage (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('RANKING', 'APPEAL', 'PUBLICATION')),
  config_version int NOT NULL,         -- that set this window
  open_time timestamptz NOT NULL,
  close_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, stage_id)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON season_config EXECUTE FUNCTION refuse_change();
