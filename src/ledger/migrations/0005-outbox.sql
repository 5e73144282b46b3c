-- Messages that the gateway itself has to pass on, beside an agency's dossiers and steps.
ALTER TABLE messages ALTER client_id DROP NOT NULL;     -- nobody's request: a consequence of something else
ALTER TABLE messages ADD COLUMN agency text;            -- whom it concerns; null: as its dossier says
ALTER TABLE messages ADD COLUMN once text;              -- a message of this key is never posted twice
-- Partial, so that accepting a dossier pays nothing for them.
CREATE UNIQUE INDEX messages_once ON messages (once) WHERE once IS NOT NULL;
CREATE INDEX messages_subject ON messages (dossier_code) WHERE kind NOT IN ('dossier', 'step');
