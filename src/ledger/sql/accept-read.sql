-- The dossiers that a batch of submissions touches, locked in one order whatever the batch's, so that two
-- batches never wait for each other in a circle.
--   $1 text[]   dossier codes, each once
--   $2 text[]   beside each code the content hash of the step submitted to it, in hex, or null
SELECT d.code, d.agency, d.agency_path, d.procedure, d.channel, d.status, d.withheld, d.dated, d.revision, d.steps,
       d.content_message, encode(d.content_hash, 'hex') AS content_hash, s.number AS same_step, s.message_id AS same_step_message
FROM unnest($1::text[], $2::text[]) AS wanted (code, step_hash)
JOIN dossiers d ON d.code = wanted.code
LEFT JOIN steps s ON s.dossier_code = d.code AND s.content_hash = decode(wanted.step_hash, 'hex')
ORDER BY d.code
FOR UPDATE OF d
