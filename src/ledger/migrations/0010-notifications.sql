-- Ways into accounts whose refresh token is replaced each time it is used (adapter/auth/grants.ts).
CREATE TABLE grants (
  key         text PRIMARY KEY,           -- a digest; tells chains of refresh tokens apart
  sealed      bytea,                      -- null: not yet fetched for the first time
  renewed_at  timestamptz
);

-- Messages to citizens: what is planned, what became of it. A message's own content is sealed.
CREATE TABLE notifications (
  id           uuid PRIMARY KEY,          -- UUIDv7
  number       bigint GENERATED ALWAYS AS IDENTITY,
  once         text NOT NULL UNIQUE,      -- a message of this key is planned once: point and dossier, or caller and key
  fingerprint  bytea,                     -- SHA-256 of a caller's request: the same key must mean the same message
  agency       text NOT NULL,
  dossier      text,
  event        text,                      -- the point of the dossier's life; null: the agency's own
  template     text NOT NULL,
  recipient    bytea NOT NULL,            -- keyed digest of the number, for the daily cap
  sealed       bytea NOT NULL,            -- number and values
  state        text NOT NULL,             -- planned | sending | sent | delivered | undelivered | refused
  reason       text,                      -- of a refusal: the rule or the error's code
  adapter      text,                      -- the channel that it is or was last tried on
  tried        text[] NOT NULL DEFAULT '{}',  -- the channels before
  segments     integer NOT NULL,
  reference    text,                      -- digits; what providers know it by
  provider_id  text,                      -- what the provider calls it
  due_at       timestamptz NOT NULL,      -- quiet hours put it off
  created_at   timestamptz NOT NULL,
  settled_at   timestamptz
);
CREATE INDEX notifications_due ON notifications (due_at) WHERE state = 'planned';
CREATE INDEX notifications_dossier ON notifications (dossier) WHERE dossier IS NOT NULL;
CREATE INDEX notifications_recipient ON notifications (recipient, due_at);
CREATE INDEX notifications_reference ON notifications (reference);
CREATE INDEX notifications_provider ON notifications (provider_id) WHERE provider_id IS NOT NULL;
