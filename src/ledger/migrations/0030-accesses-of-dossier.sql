-- A dossier's story names who was asked about it.
CREATE INDEX accesses_dossier ON accesses (dossier, id) WHERE dossier IS NOT NULL;
