-- What participants and the public are told, and from when. Every statement that answers them says
-- publish_time <= clock_timestamp(): no job makes anything visible, so nothing can be early or late.

-- What the people of an application will be told; written when the ranking is frozen. Insert-only.
CREATE TABLE outcome (
  season_id text NOT NULL,
  ranking_id uuid NOT NULL,
  application_id uuid NOT NULL,
  people uuid[] NOT NULL,
  number text NOT NULL CHECK (number IS NFC NORMALIZED),
  title text NOT NULL CHECK (title IS NFC NORMALIZED),
  region_id text NOT NULL,
  nomination_id text NOT NULL,
  nomination_title text NOT NULL CHECK (nomination_title IS NFC NORMALIZED),
  position smallint NOT NULL,          -- of the nomination
  place int NOT NULL,                  -- 0 unless awarded from the ranking
  award text NOT NULL,                 -- best award class, '' none
  award_title text NOT NULL CHECK (award_title IS NFC NORMALIZED),
  is_public boolean NOT NULL,          -- on the public list
  total_shown boolean NOT NULL,
  reviews int NOT NULL,
  total_sum bigint NOT NULL,           -- hundredths
  criteria json NOT NULL CHECK (criteria::text IS NFC NORMALIZED),  -- [{criterion, title, max, sum}] as far as they are told
  PRIMARY KEY (season_id, ranking_id, application_id)
);
CREATE INDEX outcome_public ON outcome (season_id, ranking_id, position, place, application_id) WHERE is_public;

-- From `publish_time` on the newest version is in force. Insert-only.
CREATE TABLE publication (
  season_id text NOT NULL,
  version int NOT NULL,                -- from 1 without gaps
  ranking_id uuid NOT NULL,
  root bytea NOT NULL,                 -- of the ranking
  publish_time timestamptz NOT NULL,
  proposer_id uuid NOT NULL,
  approver_id uuid NOT NULL CHECK (approver_id <> proposer_id),
  create_time timestamptz NOT NULL,
  PRIMARY KEY (season_id, version),
  UNIQUE (season_id, ranking_id)
);

-- Publications that the feed has been told of, after their instant.
CREATE TABLE publication_announcement (
  season_id text NOT NULL,
  version int NOT NULL,
  announce_time timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (season_id, version)
);

CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON outcome EXECUTE FUNCTION refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON publication EXECUTE FUNCTION refuse_change();
