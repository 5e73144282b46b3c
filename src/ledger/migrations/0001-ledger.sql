-- The ledger: who may call, what was accepted, what must be delivered, what was tried.
-- Bodies are sealed (seal.ts); the columns beside them hold what lists, filters and lanes need and nothing more.

CREATE TABLE clients (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  agency      text NOT NULL,              -- root of the agency subtree that the client may speak for
  operations  text[] NOT NULL,
  key_hash    bytea NOT NULL UNIQUE,      -- SHA-256 of the API key
  key_hint    text NOT NULL,              -- first characters of the key, to recognise it by
  created_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at  timestamptz
);

CREATE TABLE admins (
  name           text PRIMARY KEY,
  password_hash  text NOT NULL,           -- scrypt
  created_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE admin_sessions (
  token_hash  bytea PRIMARY KEY,
  admin       text NOT NULL REFERENCES admins ON DELETE CASCADE,
  expires_at  timestamptz NOT NULL
);

CREATE TABLE messages (
  id              uuid PRIMARY KEY,       -- UUIDv7
  client_id       uuid NOT NULL,
  kind            text NOT NULL,          -- dossier | step
  dossier_code    text NOT NULL,
  body            bytea NOT NULL,         -- sealed canonical JSON
  correlation_id  text NOT NULL,
  accepted_at     timestamptz NOT NULL
);

CREATE TABLE idempotency (
  client_id    uuid NOT NULL,
  key          text NOT NULL,
  fingerprint  bytea NOT NULL,            -- SHA-256 of operation, dossier code and body
  answer       jsonb NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE dossiers (
  code             text PRIMARY KEY,
  agency           text NOT NULL,
  agency_path      text NOT NULL,         -- H99/17/05/ : a subtree is a prefix
  procedure        text NOT NULL,
  channel          text NOT NULL,
  status           text NOT NULL,
  withheld         text,                  -- why no platform is told of it (local-procedure | child-dossier); null: it is sent
  dated            boolean NOT NULL,      -- the content carries the dates that statuses from acceptance on require
  revision         integer NOT NULL,      -- counts every accepted change
  steps            integer NOT NULL,
  content_message  uuid NOT NULL,         -- the message that holds the dossier as last put
  content_hash     bytea NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE INDEX dossiers_recent ON dossiers (updated_at, code);
CREATE INDEX dossiers_agency ON dossiers (agency_path text_pattern_ops);

CREATE TABLE steps (
  dossier_code  text NOT NULL,
  number        integer NOT NULL,
  message_id    uuid NOT NULL,
  at            timestamptz NOT NULL,
  status        text NOT NULL,
  content_hash  bytea NOT NULL,
  accepted_at   timestamptz NOT NULL,
  PRIMARY KEY (dossier_code, number),
  UNIQUE (dossier_code, content_hash)
);
CREATE RULE steps_never_change AS ON UPDATE TO steps DO INSTEAD NOTHING;
CREATE RULE steps_never_go AS ON DELETE TO steps DO INSTEAD NOTHING;

-- One row per lane. Its row lock orders everything that happens in the lane.
CREATE TABLE lanes (
  adapter        text NOT NULL,
  key            text NOT NULL,
  standing       text NOT NULL,           -- absent | present | unsure: does the platform hold this record?
  last_sequence  integer NOT NULL,
  head           uuid,                    -- the one delivery that may have a job; null: the lane is idle
  blocked        boolean NOT NULL DEFAULT false,  -- the head was refused or is dead
  PRIMARY KEY (adapter, key)
);

CREATE TABLE deliveries (
  id               uuid PRIMARY KEY,      -- UUIDv7
  adapter          text NOT NULL,
  adapter_version  text NOT NULL,
  operation        text NOT NULL,
  lane_key         text NOT NULL,
  sequence         integer NOT NULL,      -- place in the lane
  message_id       uuid NOT NULL,         -- the message that caused it
  content_message  uuid NOT NULL,         -- the message whose body it carries
  status           text NOT NULL,         -- the dossier's status as of this delivery
  state            text NOT NULL,         -- delivery-state.ts
  version          integer NOT NULL,      -- guards every transition
  attempts         integer NOT NULL,
  due_at           timestamptz NOT NULL,
  leased_by        integer,               -- instance number (instance.ts)
  lease_until      timestamptz,
  outcome          jsonb,                 -- of the last attempt
  created_at       timestamptz NOT NULL,
  patient_since    timestamptz NOT NULL,  -- the adapter gives up so long after this; a replay begins anew
  finished_at      timestamptz,
  UNIQUE (lane_key, adapter, sequence)
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state IN ('queued', 'retrying', 'unknown');
CREATE INDEX deliveries_leased ON deliveries (leased_by) WHERE state IN ('sending', 'probing');
CREATE INDEX deliveries_stuck ON deliveries (id) WHERE state IN ('refused', 'dead', 'held');
CREATE INDEX deliveries_message ON deliveries (message_id);

CREATE TABLE attempts (
  delivery_id     uuid NOT NULL,
  number          integer NOT NULL,
  action          text NOT NULL,          -- send | probe
  outcome         jsonb NOT NULL,
  http_status     integer,
  duration_ms     integer NOT NULL,
  request_bytes   integer NOT NULL,
  response_bytes  integer NOT NULL,
  losses          jsonb,
  started_at      timestamptz NOT NULL,
  PRIMARY KEY (delivery_id, number)
);

CREATE SEQUENCE instance_numbers AS integer CYCLE;
