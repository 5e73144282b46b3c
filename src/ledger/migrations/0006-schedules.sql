-- What the gateway does again and again by itself: when it is due, how far it has come, and who is at it.
CREATE TABLE routines (
  name         text PRIMARY KEY,
  due_at       timestamptz NOT NULL,
  cursor       jsonb,                     -- the routine's own; nobody's data
  failures     integer NOT NULL DEFAULT 0, -- in a row
  leased_by    uuid,                      -- one run of one process; null: nobody
  lease_until  timestamptz,
  started_at   timestamptz,
  finished_at  timestamptz,               -- of the last run that came to its end
  error        text                       -- code of the last run's failure; null: none
);
