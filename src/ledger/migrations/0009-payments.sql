-- Online payments: one row is one bill at one platform.
CREATE TABLE payments (
  reference        text PRIMARY KEY,      -- ours, random, at most 20 characters: what every platform takes
  client_id        uuid NOT NULL,
  dossier_code     text NOT NULL,
  agency           text NOT NULL,
  adapter          text NOT NULL,
  kind             text NOT NULL,         -- fee | fine
  amount           bigint NOT NULL CHECK (amount > 0),  -- đồng
  stamp            text NOT NULL,         -- yyyyMMddHHmmss as told to the platform; repeated letter by letter, never formatted again
  bill             bytea NOT NULL,        -- sealed: the canonical bill, as the adapter takes it
  state            text NOT NULL,         -- payment-state.ts
  url              bytea,                 -- sealed: where the citizen pays
  refusal          text,                  -- what the platform says of a payment that failed or was refused; a code, no sentence
  transaction      text,                  -- the platform's own number
  bank             text,
  told_by          text,                  -- callback | query: how the gateway learned what became of it
  told_at          timestamptz,
  idempotency_key  text,                  -- hash of the caller's
  fingerprint      bytea NOT NULL,        -- SHA-256 of the request
  asking_until     timestamptz,           -- somebody is creating it at the platform; past: whoever it was is gone
  queries          integer NOT NULL DEFAULT 0,
  query_at         timestamptz,           -- when the platform is asked next; null: no more
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX payments_once ON payments (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX payments_dossier ON payments (dossier_code);
CREATE INDEX payments_query ON payments (query_at) WHERE query_at IS NOT NULL;
CREATE INDEX payments_created ON payments (created_at);
CREATE INDEX payments_told ON payments (told_at) WHERE told_at IS NOT NULL;

-- What platforms said of payments, refused words too: those are security events, and money that nobody here knows of.
CREATE TABLE payment_notices (
  id         uuid PRIMARY KEY,            -- UUIDv7
  adapter    text NOT NULL,
  reference  text,                        -- of a payment of ours; null: it fits none
  verdict    text NOT NULL,               -- settled | repeated | refused
  reason     text,                        -- why it was refused
  amount     bigint,
  body       bytea NOT NULL,              -- sealed
  at         timestamptz NOT NULL
);
CREATE INDEX payment_notices_at ON payment_notices (at);
CREATE RULE payment_notices_never_change AS ON UPDATE TO payment_notices DO INSTEAD NOTHING;
CREATE RULE payment_notices_never_go AS ON DELETE TO payment_notices DO INSTEAD NOTHING;

-- One comparison of ledger, platform and portal over the payments of one day.
CREATE TABLE reconciliations (
  id           uuid PRIMARY KEY,          -- UUIDv7
  day          date NOT NULL,             -- in Vietnam
  counts       jsonb NOT NULL,            -- verdict → how many
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz NOT NULL
);
CREATE INDEX reconciliations_day ON reconciliations (day, id);

CREATE TABLE reconciliation_rows (
  reconciliation   uuid NOT NULL REFERENCES reconciliations,
  number           integer NOT NULL,
  verdict          text NOT NULL,         -- compare.ts
  adapter          text NOT NULL,
  reference        text,
  dossier_code     text,
  state            text,                  -- here
  amount           bigint,
  platform_state   text,                  -- there
  platform_amount  bigint,
  told             text,                  -- what the portal last got as onlinePayment
  note             text,
  PRIMARY KEY (reconciliation, number)
);
