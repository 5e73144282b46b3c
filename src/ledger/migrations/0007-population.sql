-- Who asked about whom, why and for which dossier. Written before a call leaves, and final: not even this gateway can change
-- or remove a row. Of what the database answered only the names of the released fields are kept.

CREATE TABLE accesses (
  id               uuid PRIMARY KEY,      -- UUIDv7; the platform knows the call by it (MaYeuCau)
  at               timestamptz NOT NULL,
  client_id        uuid NOT NULL,         -- the system that asked
  client_address   text NOT NULL,
  correlation_id   text NOT NULL,
  operation        text NOT NULL,         -- citizen.verify | citizen.lookup
  verdict          text NOT NULL,         -- asked, or the error by which it was refused before anything left
  unit             text,
  officer          text,                  -- login name; the number is sealed
  officer_key      bytea,                 -- HMAC of the officer's number
  procedure        text,
  service          text,                  -- national service code
  dossier          text,
  subject_key      bytea,                 -- HMAC of the subject's number, under the key of subject_month
  subject_month    text,
  sealed           bytea NOT NULL,        -- officer, subject and purpose as they were told
  adapter          text,
  adapter_version  text,
  fields           text[] NOT NULL,       -- what might be released or was to be compared
  flags            text[] NOT NULL        -- what made it conspicuous
);
CREATE INDEX accesses_subject ON accesses (subject_month, subject_key);
CREATE INDEX accesses_officer ON accesses (officer, id);

CREATE TABLE access_results (
  access_id    uuid PRIMARY KEY,
  at           timestamptz NOT NULL,
  result       text NOT NULL,
  rule         text NOT NULL,
  released     text[] NOT NULL,
  http_status  integer,
  duration_ms  integer NOT NULL,
  evidence     jsonb                      -- ids under which X-Road keeps the call
);

CREATE FUNCTION access_records_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'access records are final' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER accesses_final BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses
  FOR EACH STATEMENT EXECUTE FUNCTION access_records_are_final();
CREATE TRIGGER access_results_final BEFORE UPDATE OR DELETE OR TRUNCATE ON access_results
  FOR EACH STATEMENT EXECUTE FUNCTION access_records_are_final();

-- The kill switch: what is stopped until somebody lifts it.
CREATE TABLE access_stops (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL,               -- operation | unit | officer
  value      text NOT NULL,
  reason     text NOT NULL,
  set_by     text NOT NULL,
  set_at     timestamptz NOT NULL,
  lifted_by  text,
  lifted_at  timestamptz
);
CREATE INDEX access_stops_standing ON access_stops (id) WHERE lifted_at IS NULL;

-- A citizen's question who has looked them up: one admin asks, another releases.
CREATE TABLE access_extracts (
  id            uuid PRIMARY KEY,
  reason        text NOT NULL,
  sealed        bytea NOT NULL,           -- the number
  requested_by  text NOT NULL,
  requested_at  timestamptz NOT NULL,
  approved_by   text,
  approved_at   timestamptz
);

-- People whose data draws the curious: an access to them is flagged.
CREATE TABLE access_watch (
  subject_key  bytea PRIMARY KEY,         -- HMAC under a key that does not rotate
  reason       text NOT NULL,
  added_by     text NOT NULL,
  added_at     timestamptz NOT NULL
);
