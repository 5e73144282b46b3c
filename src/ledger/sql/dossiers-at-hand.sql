-- Dossiers as far as a question about one of their people must know them.
--   $1 text[] code, $2 uuid[] the message of whose content the asker knows already, or null
-- The body is null where that is still the dossier's content.
SELECT asked.code, d.agency, d.status, d.revision, d.content_message,
       CASE WHEN d.content_message = asked.known THEN NULL
            ELSE (SELECT m.body FROM messages m WHERE m.id = d.content_message) END AS body
FROM unnest($1::text[], $2::uuid[]) AS asked (code, known) JOIN dossiers d ON d.code = asked.code
