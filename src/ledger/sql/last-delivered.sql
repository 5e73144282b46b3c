-- What the platform was last told by an operation, in the lane of a delivery and before it.
--   $1 uuid  delivery
--   $2 text  operation
SELECT d.content_message, d.status, m.kind, m.body
FROM deliveries after
JOIN deliveries d ON d.lane_key = after.lane_key AND d.adapter = after.adapter AND d.sequence < after.sequence
JOIN messages m ON m.id = d.content_message
WHERE after.id = $1 AND d.operation = $2 AND d.state = 'delivered'
ORDER BY d.sequence DESC LIMIT 1
