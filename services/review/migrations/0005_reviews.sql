-- Reviews: a draft that changes, revisions that never do.

CREATE TABLE review (
  season_id text NOT NULL,
  review_id uuid NOT NULL,
  assignment_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('DRAFT', 'COMPLETED', 'REOPENED', 'ANNULLED', 'DISCARDED')),
  draft text NOT NULL,                 -- canonical JSON
  revision int NOT NULL DEFAULT 0,     -- in force; 0: none
  total_hundredths int NOT NULL DEFAULT 0,
  update_time timestamptz NOT NULL,
  complete_time timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (season_id, review_id),
  UNIQUE (season_id, assignment_id)
);

CREATE TABLE review_revision (
  season_id text NOT NULL,
  review_id uuid NOT NULL,
  revision int NOT NULL,
  config_version int NOT NULL,
  total_hundredths int NOT NULL CHECK (total_hundredths BETWEEN 0 AND 10000),
  recommendation text NOT NULL,
  comment text NOT NULL,
  sha256 bytea NOT NULL,               -- of the canonical JSON of the content
  complete_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, review_id, revision)
);
CREATE TRIGGER review_revision_once BEFORE UPDATE OR DELETE ON review_revision
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE criterion_mark (
  season_id text NOT NULL,
  review_id uuid NOT NULL,
  revision int NOT NULL,
  criterion_id text NOT NULL,
  mark int,                            -- null: words without a mark, informative criteria only
  comment text NOT NULL,
  PRIMARY KEY (season_id, review_id, revision, criterion_id)
);
CREATE TRIGGER criterion_mark_once BEFORE UPDATE OR DELETE ON criterion_mark
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE review_transition (
  season_id text NOT NULL,
  review_id uuid NOT NULL,
  seq int NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  verb text NOT NULL,
  actor_id uuid,
  reason text NOT NULL DEFAULT '',
  time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, review_id, seq)
);
CREATE TRIGGER review_transition_once BEFORE UPDATE OR DELETE ON review_transition
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
