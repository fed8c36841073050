-- Slots of applications and who fills them. Redis holds ids of these rows; these rows decide.

CREATE TABLE assignment (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  assignment_id uuid NOT NULL,
  application_id uuid NOT NULL,
  nomination_id text NOT NULL,
  slot smallint NOT NULL,
  code text NOT NULL,                  -- what the expert calls the application
  origin text NOT NULL CHECK (origin IN ('RUN', 'REFILL', 'PULL', 'EXTRA', 'MANUAL')),
  state text NOT NULL CHECK (state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'DECLINED',
                                       'EXPIRED', 'REVOKED', 'DEAD')),
  run_id uuid,                         -- whose alternates serve the slot
  offer_time timestamptz,
  response_due_time timestamptz,
  due_time timestamptz,
  late_until_time timestamptz,
  end_reason text NOT NULL DEFAULT '',
  create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  version int NOT NULL DEFAULT 1,
  -- the machine's part: lease of the worker that looks for an expert, place in the stream
  attempt smallint NOT NULL DEFAULT 0,
  lease_token bigint NOT NULL DEFAULT 0,
  lease_expire_time timestamptz,
  queue_epoch text NOT NULL DEFAULT '',
  stream_id text,
  -- instant that wants attention next, and the one that Redis was told last
  next_time timestamptz GENERATED ALWAYS AS (CASE state WHEN 'OFFERED' THEN response_due_time
    WHEN 'ACCEPTED' THEN late_until_time WHEN 'IN_PROGRESS' THEN late_until_time END) STORED,
  placed_time timestamptz,
  PRIMARY KEY (season_id, assignment_id)
);
CREATE UNIQUE INDEX assignment_slot ON assignment (season_id, stage_id, application_id, slot)
  WHERE state IN ('QUEUED', 'OFFERED', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED');
CREATE UNIQUE INDEX assignment_code ON assignment (season_id, code);
CREATE INDEX assignment_queued ON assignment (season_id, assignment_id) WHERE state = 'QUEUED';
CREATE INDEX assignment_open ON assignment (season_id, stage_id, nomination_id, assignment_id) WHERE state = 'QUEUED';
CREATE INDEX assignment_next ON assignment (season_id, next_time) WHERE next_time IS NOT NULL;
CREATE INDEX assignment_unplaced_time ON assignment (season_id, assignment_id)
  WHERE next_time IS DISTINCT FROM placed_time;

-- Who. A row stays when the assignment ends, so an application never comes back to an expert.
CREATE TABLE assignment_party (
  season_id text NOT NULL,
  stage_id text NOT NULL,
  assignment_id uuid NOT NULL,
  application_id uuid NOT NULL,
  expert_id uuid NOT NULL,
  PRIMARY KEY (season_id, assignment_id),
  UNIQUE (season_id, stage_id, application_id, expert_id)
);
CREATE INDEX assignment_party_expert ON assignment_party (season_id, expert_id);
CREATE TRIGGER assignment_party_once BEFORE UPDATE OR DELETE ON assignment_party
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE assignment_transition (
  season_id text NOT NULL,
  assignment_id uuid NOT NULL,
  seq int NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid,
  reason text NOT NULL DEFAULT '',
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, assignment_id, seq)
);
CREATE TRIGGER assignment_transition_once BEFORE UPDATE OR DELETE ON assignment_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The epoch that Redis must show.
CREATE TABLE queue_epoch (
  season_id text PRIMARY KEY,
  epoch text NOT NULL,
  create_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
