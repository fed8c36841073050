-- Applications of a round, and the plans made for them.

CREATE TABLE round_item (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  application_id uuid NOT NULL,
  nomination_id text NOT NULL,
  organization_id uuid,
  region_id text NOT NULL,
  people uuid[] NOT NULL,
  keywords text[] NOT NULL,
  state text NOT NULL,                 -- of the application, as submission told last
  application_version int NOT NULL,
  demand smallint NOT NULL CHECK (demand BETWEEN 1 AND 10),
  update_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, stage_id, application_id)
);
CREATE INDEX round_item_application ON round_item (season_id, application_id);

CREATE TABLE assignment_run (
  season_id text NOT NULL,
  run_id uuid NOT NULL,
  stage_id text NOT NULL,
  number int NOT NULL,
  nominations text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('PENDING', 'SOLVING', 'PROPOSED', 'DEPLOYED', 'DISCARDED', 'FAILED')),
  operation_id uuid NOT NULL,
  config_version int,                  -- rules that its input was read under
  inputs_sha256 bytea,                 -- of its INPUT file; from then on the input is frozen
  result_sha256 bytea,
  metrics text NOT NULL DEFAULT '{}',  -- canonical JSON
  error text NOT NULL DEFAULT '',
  author_id uuid NOT NULL,
  lease_expire_time timestamptz,       -- of the process that solves it
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  deploy_time timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (season_id, run_id),
  UNIQUE (season_id, stage_id, number)
);
CREATE INDEX assignment_run_waiting ON assignment_run (create_time) WHERE state IN ('PENDING', 'SOLVING');

-- What a run was solved from and what came out, for anybody who checks it: the canonical texts. The run has their SHA-256.
CREATE TABLE assignment_run_file (
  season_id text NOT NULL,
  run_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('INPUT', 'RESULT')),
  content bytea NOT NULL,              -- gzip
  PRIMARY KEY (season_id, run_id, kind)
);
ALTER TABLE assignment_run_file ALTER content SET STORAGE EXTERNAL;  -- compressed already
CREATE TRIGGER assignment_run_file_once BEFORE UPDATE OR DELETE ON assignment_run_file
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE assignment_run_transition (
  season_id text NOT NULL,
  run_id uuid NOT NULL,
  seq int NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid,
  reason text NOT NULL DEFAULT '',
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, run_id, seq)
);
CREATE TRIGGER assignment_run_transition_once BEFORE UPDATE OR DELETE ON assignment_run_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE proposed_assignment (
  season_id text NOT NULL,
  run_id uuid NOT NULL,
  application_id uuid NOT NULL,
  expert_id uuid NOT NULL,
  nomination_id text NOT NULL,
  score int NOT NULL,
  PRIMARY KEY (season_id, run_id, application_id, expert_id)
);

-- Who gets an application of the run when somebody gives it up.
CREATE TABLE alternate (
  season_id text NOT NULL,
  run_id uuid NOT NULL,
  application_id uuid NOT NULL,
  rank smallint NOT NULL,
  expert_id uuid NOT NULL,
  score int NOT NULL,
  PRIMARY KEY (season_id, run_id, application_id, rank)
);
