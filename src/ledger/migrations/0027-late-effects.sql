-- Lanes in which a call left whose answer never came: it may still act at the platform, after newer versions.
CREATE TABLE late_watches (
  adapter    text NOT NULL,
  lane_key   text NOT NULL,
  operation  text NOT NULL,
  over_at    timestamptz NOT NULL,   -- from then on such a call has acted or never will
  next_at    timestamptz NOT NULL,
  PRIMARY KEY (adapter, lane_key, operation)
);
CREATE INDEX late_watches_next ON late_watches (next_at);
