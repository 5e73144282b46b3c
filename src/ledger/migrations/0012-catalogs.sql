-- Lists that platforms publish, as they were seen day by day.
CREATE TABLE catalog_entries (
  name        text NOT NULL,              -- adapter and list: national-portal.procedures
  code        text NOT NULL COLLATE "C",
  valid_from  date NOT NULL,              -- the first day, in Vietnam, on which it was seen like this
  valid_to    date,                       -- the last; null: it stands in the list
  title       text NOT NULL,
  data        jsonb NOT NULL,
  PRIMARY KEY (name, code, valid_from),
  CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX catalog_entries_open ON catalog_entries (name, code) WHERE valid_to IS NULL;

CREATE TABLE catalog_pulls (
  name       text PRIMARY KEY,
  adapter    text NOT NULL,
  list       text NOT NULL,
  pulled_at  timestamptz NOT NULL,
  entries    integer NOT NULL
);

-- What citizens think of an agency: one question of one month. The figures themselves are in the message.
CREATE TABLE ratings (
  agency       text NOT NULL,
  month        text NOT NULL,             -- 2026-10
  question     text NOT NULL,             -- a digest of its words
  fingerprint  bytea NOT NULL,            -- SHA-256 of the figures that were posted last
  posted_at    timestamptz NOT NULL,
  PRIMARY KEY (agency, month, question)
);

-- Months that an agency owes and was told of: once each.
CREATE TABLE rating_gaps (
  agency   text NOT NULL,
  month    text NOT NULL,
  told_at  timestamptz NOT NULL,
  PRIMARY KEY (agency, month)
);
