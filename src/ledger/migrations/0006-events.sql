-- What happened: told by platforms, or found by the gateway. Never changed, listed in the order of their numbers.
CREATE TABLE events (
  number          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              uuid NOT NULL UNIQUE,   -- UUIDv7
  type            text NOT NULL,
  dossier         text,
  agency          text,
  agency_path     text,                   -- H99/17/05/ : a subtree is a prefix
  adapter         text NOT NULL,          -- whom it came from; gateway: found here
  correlation_id  text NOT NULL,
  body            bytea NOT NULL,         -- sealed canonical JSON
  at              timestamptz NOT NULL
);
CREATE INDEX events_dossier ON events (dossier, number) WHERE dossier IS NOT NULL;
CREATE RULE events_never_change AS ON UPDATE TO events DO INSTEAD NOTHING;
CREATE RULE events_never_go AS ON DELETE TO events DO INSTEAD NOTHING;

-- Messages of platforms that were accepted, by what each is known by: the same again is answered as it was then.
CREATE TABLE received (
  adapter  text NOT NULL,
  inbound  text NOT NULL,
  key      bytea NOT NULL,                -- SHA-256
  id       uuid NOT NULL UNIQUE,
  reply    bytea,                         -- sealed canonical JSON: what the use case said; null: nothing
  at       timestamptz NOT NULL,
  PRIMARY KEY (adapter, inbound, key)
);
