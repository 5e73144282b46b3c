-- The platform has said by itself that what deliveries carried has arrived: whether they waited to be sent again, to be
-- asked about, or for an operator, they are delivered, and the next of their lanes are released. One that a worker has in
-- hand stays with it; one that the platform has refused stays refused.
--   $1 uuid[]       deliveries
--   $2 timestamptz  now
-- Returns each delivery moved (id, adapter, version, state), and each released behind it in its lane.
WITH doubtful AS (
  SELECT id, adapter, lane_key FROM deliveries
  WHERE id = ANY ($1)
    AND (state IN ('retrying', 'unknown', 'dead') OR state = 'refused' AND outcome->>'rule' = 'unsure')
  FOR UPDATE SKIP LOCKED
), arrived AS (
  UPDATE deliveries d
  SET state = 'delivered', version = d.version + 1, finished_at = $2, outcome = '{"kind": "delivered", "rule": "reported"}'
  FROM doubtful WHERE d.id = doubtful.id
  RETURNING d.id, d.adapter, d.version, d.state
), next AS (
  SELECT doubtful.adapter, doubtful.lane_key,
         (SELECT d.id FROM deliveries d
          WHERE d.adapter = doubtful.adapter AND d.lane_key = doubtful.lane_key AND d.state IN ('held', 'accepted')
          ORDER BY d.sequence LIMIT 1) AS id
  FROM doubtful
), lane AS (
  UPDATE lanes SET head = next.id, blocked = false
  FROM next WHERE lanes.adapter = next.adapter AND lanes.key = next.lane_key
), waiting AS (
  UPDATE deliveries d
  SET state = CASE WHEN d.id = next.id THEN 'queued' ELSE 'accepted' END, version = d.version + 1, due_at = $2
  FROM next
  WHERE d.adapter = next.adapter AND d.lane_key = next.lane_key AND (d.state = 'held' OR d.id = next.id)
  RETURNING d.id, d.adapter, d.version, d.state
)
SELECT id, adapter, version, state FROM arrived
UNION ALL
SELECT id, adapter, version, state FROM waiting WHERE state = 'queued'
