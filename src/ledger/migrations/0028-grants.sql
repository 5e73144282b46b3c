-- Whose chain of refresh tokens it is, and whether a renewal is under way, was cut off, or was refused.
ALTER TABLE grants
  ADD COLUMN adapter      text,
  ADD COLUMN attempted_at timestamptz,   -- committed before a refresh token is used; null: its answer was kept
  ADD COLUMN refused_at   timestamptz;   -- the platform takes it no longer: a person must log in
