-- Locks the lanes of deliveries about to be moved, in one order. A statement of its own: what stands in a lane may be
-- read only by a later one, whose snapshot begins after the lock was granted.
--   $1 uuid[]  deliveries
SELECT FROM lanes lane JOIN deliveries d ON d.adapter = lane.adapter AND d.lane_key = lane.key
WHERE d.id = ANY ($1)
ORDER BY lane.key, lane.adapter FOR UPDATE OF lane
