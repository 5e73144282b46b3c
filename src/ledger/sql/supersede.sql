-- A dossier put again takes the place of the refused (or dead) one at the head of its lane: the refused one and the
-- snapshots held between the two are cancelled, all else that is held will follow. Does nothing when the head is
-- something else, a refused step for example: that is an operator's to mend.
--   $1 uuid         the delivery of the dossier put again
--   $2 timestamptz  now
-- Returns that delivery (id, adapter, version) when it is now queued.
WITH new AS (
  SELECT id, adapter, lane_key, operation, sequence FROM deliveries WHERE id = $1
), head AS (
  SELECT lane.adapter, lane.key, new.operation, new.sequence
  FROM new JOIN lanes lane ON lane.adapter = new.adapter AND lane.key = new.lane_key AND lane.blocked
  JOIN deliveries head ON head.id = lane.head AND head.operation = new.operation
), cancelled AS (
  UPDATE deliveries d
  SET state = 'cancelled', version = d.version + 1, finished_at = $2,
      outcome = coalesce(d.outcome, '{}') || jsonb_build_object('supersededBy', $1)
  FROM head
  WHERE d.adapter = head.adapter AND d.lane_key = head.key AND d.operation = head.operation
    AND d.sequence < head.sequence AND d.state IN ('refused', 'dead', 'held')
), waiting AS (
  UPDATE deliveries d SET state = 'accepted', version = d.version + 1
  FROM head
  WHERE d.adapter = head.adapter AND d.lane_key = head.key AND d.state = 'held'
    AND (d.operation <> head.operation OR d.sequence > head.sequence)
), lane AS (
  UPDATE lanes SET head = $1, blocked = false FROM head WHERE lanes.adapter = head.adapter AND lanes.key = head.key
)
UPDATE deliveries d SET state = 'queued', version = d.version + 1, due_at = $2
FROM head WHERE d.id = $1
RETURNING d.id, d.adapter, d.version
