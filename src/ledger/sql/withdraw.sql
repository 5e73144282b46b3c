-- Gives up what waits of a message: a delivery whose call has left, or that somebody is just moving, stays.
--   $1 text         the message's key (messages.once)
--   $2 timestamptz  now
-- Returns each delivery withdrawn (id, adapter, version, state), and each released behind it in its lane.
WITH waiting AS (
  SELECT d.id, d.adapter, d.lane_key FROM messages m JOIN deliveries d ON d.message_id = m.id
  WHERE m.once = $1 AND d.state IN ('accepted', 'queued', 'retrying', 'held')
  FOR UPDATE OF d SKIP LOCKED
), withdrawn AS (
  UPDATE deliveries d SET state = 'cancelled', version = d.version + 1, finished_at = $2
  FROM waiting WHERE d.id = waiting.id
  RETURNING d.id, d.adapter, d.version, d.state
), next AS (
  SELECT lane.adapter, lane.key,
         (SELECT d.id FROM deliveries d
          WHERE d.adapter = lane.adapter AND d.lane_key = lane.key AND d.state = 'accepted' AND d.id <> waiting.id
          ORDER BY d.sequence LIMIT 1) AS id
  FROM waiting JOIN lanes lane ON lane.adapter = waiting.adapter AND lane.key = waiting.lane_key AND lane.head = waiting.id
), lane AS (
  UPDATE lanes SET head = next.id FROM next WHERE lanes.adapter = next.adapter AND lanes.key = next.key
), released AS (
  UPDATE deliveries d SET state = 'queued', version = d.version + 1, due_at = $2
  FROM next WHERE d.id = next.id
  RETURNING d.id, d.adapter, d.version, d.state
)
SELECT id, adapter, version, state FROM withdrawn
UNION ALL
SELECT id, adapter, version, state FROM released
