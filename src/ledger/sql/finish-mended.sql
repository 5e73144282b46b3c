-- Where a dossier was refused (or died) that the agency had put again while it waited: the latest such put, which must
-- not be held behind what it mends. A snapshot of the same content, as a step makes one, mends nothing.
--   $1 uuid[]  deliveries that were refused or are dead now
SELECT DISTINCT ON (refused.id) d.id
FROM deliveries refused
JOIN deliveries d ON d.adapter = refused.adapter AND d.lane_key = refused.lane_key AND d.operation = refused.operation
JOIN messages cause ON cause.id = d.message_id AND cause.kind = 'dossier'
WHERE refused.id = ANY ($1) AND d.state = 'held' AND d.sequence > refused.sequence
  AND d.content_message <> refused.content_message
ORDER BY refused.id, d.sequence DESC
