-- Which paper of the dossier a link leads to, as a JSON pointer (/documents/1): what its name says is sealed, since names
-- of papers name people.
ALTER TABLE file_links ADD COLUMN pointer text;
-- Openings of a dossier, over its links that stand and those that do not.
CREATE INDEX file_links_dossier ON file_links (dossier);
