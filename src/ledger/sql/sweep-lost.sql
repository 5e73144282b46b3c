-- Takes leases back from workers that are gone: their instance lock (instance.ts) went with their database session,
-- or the lease ran out. The call may have left, so the delivery becomes unknown, never queued.
--   $1 timestamptz  now
--   $2 int          class of the instance locks
--   $3 int[]        numbers of the asking process: it lives, even while it has no session, and so do its calls
--   $4 uuid[]       deliveries in its hands: of its other leases the answer got lost on the way from the database
--   $5 timestamptz  leases that end before this one are so old that their answer would have come
UPDATE deliveries d
SET state = 'unknown', version = d.version + 1, due_at = $1, leased_by = NULL, lease_until = NULL
WHERE d.state IN ('sending', 'probing')
  AND (d.lease_until < $1
    OR CASE WHEN d.leased_by = ANY ($3) THEN d.lease_until < $5 AND d.id <> ALL ($4)
       ELSE NOT EXISTS (
         SELECT FROM pg_locks l
         WHERE l.locktype = 'advisory' AND l.classid = $2 AND l.objid = d.leased_by AND l.objsubid = 2
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
       END)
RETURNING d.id, d.adapter, d.version, d.due_at
