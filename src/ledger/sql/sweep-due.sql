-- A page of the deliveries that should have a job by now. Adding a job that exists already is harmless.
--   $1 timestamptz  due before
--   $2 timestamptz, $3 uuid  after this (due, id)
--   $4 int          page size
SELECT id, adapter, version, due_at FROM deliveries
WHERE state IN ('queued', 'retrying', 'unknown') AND due_at <= $1 AND (due_at, id) > ($2::timestamptz, $3::uuid)
ORDER BY due_at, id LIMIT $4
