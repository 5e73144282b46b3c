-- Leases deliveries that are due to one worker process.
--   $1 uuid[]       deliveries
--   $2 int          instance number of the worker
--   $3 timestamptz  now
--   $4 timestamptz  lease deadline
-- Returns what a worker needs to carry each one out. A delivery already leased, finished or not yet due is left out.
WITH due AS (
  SELECT id FROM deliveries
  WHERE id = ANY ($1) AND state IN ('queued', 'retrying', 'unknown') AND due_at <= $3
  ORDER BY id FOR UPDATE SKIP LOCKED
)
UPDATE deliveries d
SET state = CASE d.state WHEN 'unknown' THEN 'probing' ELSE 'sending' END,
    version = d.version + 1, leased_by = $2, lease_until = $4
FROM due, messages cause, messages content, lanes lane
WHERE d.id = due.id AND cause.id = d.message_id AND content.id = d.content_message
  AND lane.adapter = d.adapter AND lane.key = d.lane_key
RETURNING d.id, d.version, d.state, d.adapter, d.adapter_version, d.operation, d.lane_key, d.message_id, d.content_message,
          d.status, d.attempts, d.patient_since, lane.standing, lane.record_id, cause.correlation_id, content.kind, content.body
