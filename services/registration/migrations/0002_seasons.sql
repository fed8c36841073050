-- Seasons and the versions of their documents.

CREATE TABLE season (
  season_id text PRIMARY KEY CHECK (season_id ~ '^[a-z0-9][a-z0-9-]{0,38}$'),
  latest_version int NOT NULL DEFAULT 0,
  active_version int NOT NULL DEFAULT 0,    -- newest that was activated
  in_force_version int NOT NULL DEFAULT 0,  -- newest that every service has confirmed
  creator_id uuid NOT NULL,
  create_time timestamptz NOT NULL,
  announce_time timestamptz,
  CHECK (in_force_version <= active_version AND active_version <= latest_version)
);

-- A version, never changed.
CREATE TABLE season_config (
  season_id text NOT NULL REFERENCES season,
  version int NOT NULL CHECK (version > 0),
  base_version int NOT NULL CHECK (base_version < version),  -- 0: none
  document text NOT NULL CHECK (octet_length(document) <= 1048576),  -- canonical JSON
  sha256 bytea NOT NULL,
  form_versions json NOT NULL,    -- nomination -> version that changed its form last
  changes json NOT NULL,          -- differences from the base
  warnings text[] NOT NULL,
  reason text NOT NULL CHECK (reason IS NFC NORMALIZED AND char_length(reason) <= 1000),
  apply_before_review boolean NOT NULL,  -- the author asked to change terms of nominations not reviewed yet
  author_id uuid NOT NULL,
  create_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, version)
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON season_config FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who put a version in force, and who confirmed it.
CREATE TABLE config_activation (
  season_id text NOT NULL,
  version int NOT NULL,
  activator_id uuid NOT NULL,
  second_person_id uuid CHECK (second_person_id <> activator_id),
  activate_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, version),
  FOREIGN KEY (season_id, version) REFERENCES season_config
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON config_activation FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- How far each deciding service has come with an activated version.
CREATE TABLE config_install (
  season_id text NOT NULL,
  version int NOT NULL,
  service text NOT NULL CHECK (service IN ('submission', 'review', 'results')),
  store_time timestamptz NOT NULL,  -- has the document
  confirm_time timestamptz,         -- decides by it
  PRIMARY KEY (season_id, version, service),
  FOREIGN KEY (season_id, version) REFERENCES config_activation
);

-- What a season has reached, told once each.
CREATE TABLE season_milestone (
  season_id text NOT NULL REFERENCES season,
  kind text NOT NULL CHECK (kind IN ('opened', 'closed', 'review_started', 'results_fixed', 'published')),
  milestone_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, kind)
);
