-- Adapters whose platform wants no more calls (HTTP 410 of a webhook); what is accepted for them waits.
CREATE TABLE adapter_stops (
  adapter     text PRIMARY KEY,
  stopped_at  timestamptz NOT NULL,
  rule        text NOT NULL,         -- the outcome rule that stopped it
  delivery    uuid NOT NULL          -- whose answer it was
);

-- Money that goes back to the payer. The payment stays paid; what was refunded stands here.
CREATE TABLE refunds (
  id               uuid PRIMARY KEY,      -- UUIDv7
  reference        text NOT NULL REFERENCES payments,
  client_id        uuid NOT NULL,
  amount           bigint NOT NULL CHECK (amount > 0),  -- đồng
  reason           bytea NOT NULL,        -- sealed
  state            text NOT NULL,         -- asked | done | failed | in-doubt | recorded (the platform has no such call)
  rule             text,                  -- of a failure
  idempotency_key  text NOT NULL,         -- hash of the caller's
  fingerprint      bytea NOT NULL,
  created_at       timestamptz NOT NULL,
  settled_at       timestamptz,
  UNIQUE (reference, idempotency_key)
);
