-- Consents, registrations, invitations and mails.

-- The log of consents: one row for each given, withdrawn or replaced. Never changed.
CREATE TABLE consent_fact (
  person_id uuid NOT NULL REFERENCES person,
  facts_version bigint NOT NULL,  -- from 1 without gaps
  consent_id uuid NOT NULL,       -- the consent that this row gives or ends
  season_id text NOT NULL REFERENCES season,
  consent text NOT NULL,          -- id of the season document
  text_version int NOT NULL,
  purpose text NOT NULL,
  partner text NOT NULL,          -- of a TRANSFER, else ''
  fields text[] NOT NULL,
  text_sha256 bytea NOT NULL,
  act text NOT NULL CHECK (act IN ('GIVEN', 'WITHDRAWN', 'REPLACED', 'BLOCKED', 'DESTROYED')),
  channel text NOT NULL CHECK (channel IN ('API')),
  act_time timestamptz NOT NULL,
  PRIMARY KEY (person_id, facts_version)
);
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON consent_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE UNIQUE INDEX consent_fact_given ON consent_fact (person_id, consent_id) WHERE act = 'GIVEN';
CREATE INDEX consent_fact_end ON consent_fact (person_id, consent_id) WHERE act <> 'GIVEN';

CREATE VIEW live_consent AS
SELECT g.person_id, g.consent_id, g.season_id, g.consent, g.text_version, g.purpose, g.partner, g.fields, g.act_time
FROM consent_fact g
WHERE g.act = 'GIVEN' AND NOT EXISTS (
  SELECT FROM consent_fact e WHERE e.person_id = g.person_id AND e.consent_id = g.consent_id AND e.act <> 'GIVEN');

CREATE TABLE season_registration (
  season_id text NOT NULL REFERENCES season,
  registration_id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  region_id text NOT NULL,
  source text NOT NULL CHECK (source IN ('SELF', 'INVITATION', 'PARTNER')),
  register_time timestamptz NOT NULL,
  withdraw_time timestamptz,
  PRIMARY KEY (season_id, registration_id),
  UNIQUE (season_id, person_id)
);

-- An offer by a link of one use. The secret is never stored: vault.h makes it from the id, the row keeps its hash.
CREATE TABLE invitation (
  season_id text NOT NULL,
  invitation_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('TEAM', 'EXPERT', 'STAFF', 'CLAIM')),
  email bytea NOT NULL,
  email_index bytea NOT NULL,
  object text NOT NULL CHECK (char_length(object) <= 200),  -- what is offered: seasons/2027/experts/0192...
  service text NOT NULL,          -- that offers it
  secret_hash bytea NOT NULL UNIQUE,
  create_time timestamptz NOT NULL,
  expire_time timestamptz NOT NULL,
  use_time timestamptz,
  user_id uuid,
  PRIMARY KEY (season_id, invitation_id),
  CHECK ((use_time IS NULL) = (user_id IS NULL))
);
CREATE UNIQUE INDEX invitation_id ON invitation (invitation_id);
CREATE INDEX invitation_user ON invitation (user_id) WHERE user_id IS NOT NULL;

-- One mail to one recipient about one event.
CREATE TABLE message (
  message_id uuid PRIMARY KEY,
  season_id text NOT NULL,        -- '' outside a season
  template text NOT NULL,
  person_id uuid NOT NULL,        -- nil when the recipient is known by an invitation only
  event_id uuid NOT NULL,         -- what it is about: an event, a sign-up, an invitation
  subject text NOT NULL,          -- resource whose owner knows the rest
  service text NOT NULL,          -- owner of the subject
  state text NOT NULL CHECK (state IN ('QUEUED', 'SENT', 'CANCELLED')),
  attempts int NOT NULL DEFAULT 0,
  create_time timestamptz NOT NULL,
  due_time timestamptz NOT NULL,
  send_time timestamptz,
  UNIQUE (template, person_id, event_id)
);
CREATE INDEX message_due ON message (due_time) WHERE state = 'QUEUED';
CREATE INDEX message_subject ON message (season_id, template, subject);
