-- Experts of a season, and with what they may have nothing to do.

CREATE TABLE expert (
  season_id text NOT NULL,
  expert_id uuid NOT NULL,
  person_id uuid,                      -- null until the invitation is accepted
  state text NOT NULL CHECK (state IN ('INVITED', 'CANDIDATE', 'ACTIVE', 'FAILED', 'SUSPENDED', 'DECLINED')),
  grade text NOT NULL CHECK (grade IN ('BASIC', 'SENIOR', 'LEAD')),
  region_id text NOT NULL DEFAULT '',
  organization_id uuid,
  keywords text[] NOT NULL DEFAULT '{}',
  load_limit int NOT NULL DEFAULT 0,   -- in a round; 0: the round's
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  accept_time timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (season_id, expert_id)
);
CREATE UNIQUE INDEX expert_person ON expert (season_id, person_id);

CREATE TABLE competence (
  season_id text NOT NULL,
  expert_id uuid NOT NULL,
  nomination_id text NOT NULL,
  level text NOT NULL CHECK (level IN ('PRIMARY', 'SECONDARY')),
  PRIMARY KEY (season_id, expert_id, nomination_id)
);
CREATE INDEX competence_nomination ON competence (season_id, nomination_id);

-- Invitations that registration has to send. The address stays only until it has.
CREATE TABLE expert_invitation (
  season_id text NOT NULL,
  expert_id uuid NOT NULL,
  email bytea,                         -- sealed; null once handed over
  hand_over_time timestamptz,
  PRIMARY KEY (season_id, expert_id)
);
CREATE INDEX expert_invitation_waiting ON expert_invitation (season_id, expert_id) WHERE hand_over_time IS NULL;

CREATE TABLE expert_transition (
  season_id text NOT NULL,
  expert_id uuid NOT NULL,
  seq int NOT NULL,
  from_state text NOT NULL,            -- '' for the first
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid,                       -- null: the platform
  reason text NOT NULL DEFAULT '',
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, expert_id, seq)
);
CREATE TRIGGER expert_transition_once BEFORE UPDATE OR DELETE ON expert_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE conflict (
  season_id text NOT NULL,
  conflict_id uuid NOT NULL,
  expert_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('DECLARED', 'REPORTED')),
  application_id uuid,
  organization_id uuid,
  person_id uuid,
  assignment_id uuid,                  -- how the expert named the application
  state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DISMISSED')),
  reason text NOT NULL,
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (season_id, conflict_id),
  CHECK (num_nonnulls(application_id, organization_id, person_id) = 1)
);
CREATE INDEX conflict_expert ON conflict (season_id, expert_id, conflict_id);
