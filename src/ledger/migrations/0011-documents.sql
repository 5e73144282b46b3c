-- What other agencies sent through document axes. Kept before the axis is told that we have it: it may forget it then.
CREATE TABLE documents (
  id            uuid PRIMARY KEY,       -- UUIDv7
  adapter       text NOT NULL,
  remote_id     text NOT NULL,          -- what the axis calls it
  kind          text NOT NULL,          -- document | status | unreadable
  agency        text NOT NULL,          -- whom it is for
  body          bytea NOT NULL,         -- sealed: canonical JSON; of the unreadable the base64 that came
  at            timestamptz NOT NULL,
  acknowledged  timestamptz,            -- null: the axis must still be told
  UNIQUE (adapter, remote_id)
);
CREATE INDEX documents_unacknowledged ON documents (adapter, id) WHERE acknowledged IS NULL;
