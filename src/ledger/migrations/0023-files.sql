-- Links by which platforms fetch papers from agencies' own stores. A token holds id, expiry and signature; the address is
-- here, sealed.
CREATE TABLE file_links (
  id          uuid PRIMARY KEY,       -- random: it stands in an address
  adapter     text NOT NULL,          -- the platform that was told
  dossier     text NOT NULL,
  store       text NOT NULL,          -- the adapter of the agency's store
  digest      bytea NOT NULL,         -- of the address, keyed
  body        bytea NOT NULL,         -- sealed: address and name
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,   -- of the token that lasts longest
  revoked_at  timestamptz
);
-- One link for each address of a dossier, however often it is sent.
CREATE UNIQUE INDEX file_links_standing ON file_links (dossier, adapter, digest) WHERE revoked_at IS NULL;
CREATE INDEX file_links_expired ON file_links (expires_at);

-- Every time a link was opened, written before the store is called.
CREATE TABLE file_fetches (
  id         uuid PRIMARY KEY,        -- UUIDv7
  link       uuid NOT NULL,
  at         timestamptz NOT NULL,
  ended_at   timestamptz,             -- null: it is under way, or the process died over it
  outcome    text,                    -- rule of the store's adapter, or abandoned
  status     integer,                 -- of the store
  bytes      bigint                   -- that were passed on
);
CREATE INDEX file_fetches_link ON file_fetches (link);

-- Which keys sign, the newest; which still count, those not revoked. The keys themselves are derived from the seal.
CREATE TABLE file_key_generations (
  generation  integer PRIMARY KEY,
  began_at    timestamptz NOT NULL,
  revoked_at  timestamptz
);
INSERT INTO file_key_generations VALUES (1, now(), NULL);
