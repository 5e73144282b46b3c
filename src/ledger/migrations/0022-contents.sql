-- Big content: attachments that agencies send ahead of their documents, and what came inside documents of others. It
-- stands in pieces, so that nobody ever holds one as a whole; each piece is sealed under its place.
CREATE TABLE contents (
  id          uuid PRIMARY KEY,       -- UUIDv7
  client_id   uuid,                   -- who sent it; null: it came from a platform
  agency      text NOT NULL,          -- whose it is; empty: nobody knows yet
  bytes       bigint NOT NULL,        -- so far; what counts is in the label
  label       bytea,                  -- sealed: bytes and checksums of the whole; null: it is still arriving
  created_at  timestamptz NOT NULL
);
CREATE INDEX contents_client ON contents (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX contents_created ON contents (created_at);

CREATE TABLE content_pieces (
  content  uuid NOT NULL REFERENCES contents ON DELETE CASCADE,
  number   integer NOT NULL,          -- from 0; all but the last of one size
  body     bytea NOT NULL,
  PRIMARY KEY (content, number)
);
-- What is sealed cannot be compressed (0004).
ALTER TABLE content_pieces ALTER body SET STORAGE EXTERNAL;

-- What keeps a content from being cleared away: a message that carries it, a document that it came with.
CREATE TABLE content_uses (
  content  uuid NOT NULL REFERENCES contents,
  used_by  uuid NOT NULL,
  kind     text NOT NULL,             -- message | document
  PRIMARY KEY (content, used_by)
);
CREATE INDEX content_uses_by ON content_uses (used_by);
