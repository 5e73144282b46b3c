-- Which versions of which adapters there are, which are active, their settings, and who did what to them when.

CREATE TABLE adapter_versions (
  adapter        text NOT NULL,
  version        text NOT NULL,
  digest         bytea NOT NULL,        -- SHA-256 of the packed bundle; a version never gets another one
  bundle         bytea NOT NULL,        -- gzip of the packed bundle, {"files": {path: text}}
  operations     text[] NOT NULL,
  origin         text NOT NULL,         -- folder: came with the gateway; upload: registered by an admin
  state          text NOT NULL,         -- draft | tested | active | retired (version-state.ts)
  report         jsonb,                 -- of the conformance suite, when it ran last
  registered_at  timestamptz NOT NULL,
  registered_by  text NOT NULL,
  PRIMARY KEY (adapter, version)
);
-- At most one version of an adapter gets the new messages.
CREATE UNIQUE INDEX adapter_versions_active ON adapter_versions (adapter) WHERE state = 'active';

-- Every change of versions and settings; nothing is ever removed. Its greatest number tells a process whether what it
-- knows is current: changes are written one transaction at a time, so numbers become visible in their order.
CREATE TABLE adapter_changes (
  number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  adapter   text NOT NULL,
  version   text,
  action    text NOT NULL,              -- register | test | activate | rollback | retire | settings
  who       text NOT NULL,
  at        timestamptz NOT NULL,
  replaced  text,                       -- the version that was active before, where another became active
  detail    jsonb
);
CREATE INDEX adapter_changes_adapter ON adapter_changes (adapter, number);
CREATE RULE adapter_changes_never_change AS ON UPDATE TO adapter_changes DO INSTEAD NOTHING;
CREATE RULE adapter_changes_never_go AS ON DELETE TO adapter_changes DO INSTEAD NOTHING;

-- Settings as an admin set them, newest revision last. A version runs with the newest that its schema takes, so that
-- deliveries of an older version still go out after a newer one has asked for other settings.
CREATE TABLE adapter_settings (
  adapter   text NOT NULL,
  revision  integer NOT NULL,
  sealed    bytea,                      -- null: from here on the settings file counts again
  at        timestamptz NOT NULL,
  who       text NOT NULL,
  PRIMARY KEY (adapter, revision)
);
