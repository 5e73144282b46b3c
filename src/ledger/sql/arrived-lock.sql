-- Locks the lanes of deliveries that a report speaks of, as finish-lock.sql does and for the same reason: what is accepted
-- into a lane meanwhile must be seen by whoever releases its next. A lane that somebody else holds is left alone: whoever
-- finishes a call in it asks by itself what has been reported, and to wait for it here could be to wait for each other.
--   $1 uuid[]  deliveries
-- Returns those whose lanes are ours now.
SELECT d.id FROM lanes lane JOIN deliveries d ON d.adapter = lane.adapter AND d.lane_key = lane.key
WHERE d.id = ANY ($1)
ORDER BY lane.key, lane.adapter FOR UPDATE OF lane SKIP LOCKED
