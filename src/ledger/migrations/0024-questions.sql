-- Questions: those that citizens sent on the portal, and those that agencies publish. Who asked stands in a column of its
-- own, sealed, and is emptied when its time is over.
CREATE TABLE questions (
  id                  text PRIMARY KEY COLLATE "C",  -- of a citizen's a UUIDv7 of ours; of an agency's its own
  origin              text NOT NULL,                 -- portal | agency
  adapter             text,                          -- portal: where it came from
  remote_id           text,                          -- portal: the platform's id of it
  agency              text NOT NULL,                 -- as the question names it
  agency_path         text NOT NULL COLLATE "C",
  domain              text,
  procedure           text,
  shown               boolean,                       -- null: not told
  state               text NOT NULL,                 -- open | answering | answered | publishing | published | refused
  body                bytea NOT NULL,                -- sealed: the words
  fingerprint         bytea NOT NULL,                -- keyed digest of what was told last
  asker               bytea,                         -- sealed: name, address, e-mail, telephone
  asker_until         timestamptz,
  answer              bytea,                         -- sealed: the answer that stands
  answer_fingerprint  bytea,
  message             uuid,                          -- what was posted of it last
  at                  timestamptz NOT NULL,          -- came, or was published first
  updated_at          timestamptz NOT NULL
);
CREATE UNIQUE INDEX questions_remote ON questions (adapter, remote_id) WHERE origin = 'portal';
CREATE INDEX questions_recent ON questions (at DESC, id DESC);
CREATE INDEX questions_asker ON questions (asker_until) WHERE asker IS NOT NULL;
