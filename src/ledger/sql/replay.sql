-- Sends a refused or dead delivery again: it heads its lane, and what was held behind it waits for its turn again. One
-- that was given up while nobody knew whether it had arrived is asked about first, as it would have been before. One
-- that is in doubt now is asked about at once.
--   $1 uuid         delivery
--   $2 timestamptz  now: also the new beginning of the adapter's patience
--   $3 text         adapter version to go out under; null: the one it was accepted with
-- Returns the delivery (id, adapter, version).
WITH replayed AS (
  UPDATE deliveries
  SET state = CASE WHEN state = 'unknown' OR state = 'dead' AND outcome->>'kind' = 'unknown' THEN 'unknown' ELSE 'queued' END,
      version = version + 1, due_at = $2, patient_since = $2, finished_at = NULL,
      adapter_version = coalesce($3, adapter_version)
  WHERE id = $1 AND state IN ('refused', 'dead', 'unknown')
  RETURNING id, adapter, lane_key, version, due_at
), lane AS (
  UPDATE lanes SET blocked = false FROM replayed WHERE lanes.adapter = replayed.adapter AND lanes.key = replayed.lane_key
), waiting AS (
  UPDATE deliveries d SET state = 'accepted', version = d.version + 1
  FROM replayed WHERE d.adapter = replayed.adapter AND d.lane_key = replayed.lane_key AND d.state = 'held'
)
SELECT id, adapter, version, due_at FROM replayed
