-- Gives up a refused or dead delivery: the next of its lane is released.
--   $1 uuid         delivery
--   $2 timestamptz  now
-- Returns the delivery cancelled and, when there is one, the delivery released (id, adapter, version, state).
WITH cancelled AS (
  UPDATE deliveries SET state = 'cancelled', version = version + 1, finished_at = $2
  WHERE id = $1 AND state IN ('refused', 'dead')
  RETURNING id, adapter, lane_key, version, state
), next AS (
  SELECT d.id FROM cancelled JOIN deliveries d ON d.adapter = cancelled.adapter AND d.lane_key = cancelled.lane_key
  WHERE d.state IN ('held', 'accepted') ORDER BY d.sequence LIMIT 1
), lane AS (
  UPDATE lanes SET head = (SELECT id FROM next), blocked = false
  FROM cancelled WHERE lanes.adapter = cancelled.adapter AND lanes.key = cancelled.lane_key
), waiting AS (
  UPDATE deliveries d
  SET state = CASE WHEN d.id = (SELECT id FROM next) THEN 'queued' ELSE 'accepted' END, version = d.version + 1, due_at = $2
  FROM cancelled
  WHERE d.adapter = cancelled.adapter AND d.lane_key = cancelled.lane_key AND d.state = 'held'
  RETURNING d.id, d.adapter, d.version, d.state
)
SELECT id, adapter, version, state FROM cancelled
UNION ALL
SELECT id, adapter, version, state FROM waiting WHERE state = 'queued'
