-- The dossiers that a batch of submissions touches, locked in one order whatever the batch's, so that two
-- batches never wait for each other in a circle.
--   $1 text[]   dossier codes, each once
--   $2 bytea[]  beside each code the content hash of the step submitted to it, or null
SELECT d.code, d.agency, d.agency_path, d.procedure, d.channel, d.status, d.withheld, d.dated, d.revision, d.steps,
       d.content_message, d.content_hash, s.number AS same_step, s.message_id AS same_step_message
FROM unnest($1::text[], $2::bytea[]) AS wanted (code, step_hash)
JOIN dossiers d ON d.code = wanted.code
LEFT JOIN steps s ON s.dossier_code = d.code AND s.content_hash = wanted.step_hash
ORDER BY d.code
FOR UPDATE OF d
