-- The content that a platform last took of a dossier.
-- $1 dossier code, $2 adapters
SELECT m.id, m.body
FROM deliveries d
JOIN messages m ON m.id = d.content_message
WHERE d.lane_key = $1 AND d.adapter = ANY ($2) AND d.state = 'delivered' AND m.kind = 'dossier'
ORDER BY d.finished_at DESC
LIMIT 1
