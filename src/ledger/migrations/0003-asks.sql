-- Who asked which platform what. Written before the call leaves; of the answer only what came of it is kept.

CREATE TABLE asks (
  id               uuid PRIMARY KEY,      -- UUIDv7
  client_id        uuid NOT NULL,
  adapter          text NOT NULL,
  adapter_version  text NOT NULL,
  operation        text NOT NULL,
  question         bytea NOT NULL,        -- sealed canonical JSON
  correlation_id   text NOT NULL,
  asked_at         timestamptz NOT NULL,
  outcome          jsonb,                 -- null: not known, the process ended before
  duration_ms      integer
);
