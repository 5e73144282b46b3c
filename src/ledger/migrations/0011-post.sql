-- Orders at the post: papers collected from citizens, results brought to them.
CREATE TABLE postal_orders (
  id             uuid PRIMARY KEY,      -- UUIDv7
  client_id      uuid NOT NULL,
  dossier        text NOT NULL,
  agency         text NOT NULL,
  adapter        text NOT NULL,
  direction      text NOT NULL,         -- collect | return
  number         text NOT NULL,         -- what the post calls it
  state          text NOT NULL,         -- requested | registered | refused | cancelled
  refusal        text,                  -- rule of the adapter
  fingerprint    bytea NOT NULL,        -- SHA-256 of the request
  tracking_code  text,                  -- the post's own word for where it is
  tracking       bytea,                 -- sealed: its words may name the citizen
  tracking_at    timestamptz,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
);
-- One that stands for each number of a dossier and direction; one refused or cancelled makes room for another.
CREATE UNIQUE INDEX postal_orders_standing ON postal_orders (dossier, direction, number)
  WHERE state IN ('requested', 'registered');
CREATE INDEX postal_orders_number ON postal_orders (number, adapter);

-- How far the tracking feed of each adapter has been read.
CREATE TABLE postal_cursors (
  adapter  text PRIMARY KEY,
  after    text NOT NULL,
  at       timestamptz NOT NULL
);
