-- What the platform calls the record of a lane, where it has a name of its own for it.

ALTER TABLE lanes ADD COLUMN record_id text;
