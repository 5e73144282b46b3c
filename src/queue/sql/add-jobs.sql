-- Adds the jobs of one queue to BullMQ's own table, as its function add_jobs_bulk does (bullmq 6.7.0), but without that
-- function's two temporary tables and two events per job, to which nobody here listens. Jobs already there stay as they are.
--   $1  text      queue
--   $2  bigint    now, in ms since the epoch
--   $3  text[]    job ids
--   $4  text[]    beside each the delivery's id
--   $5  bigint[]  beside each the delay in ms; 0: at once
WITH locked AS MATERIALIZED (
  -- Not while BullMQ finalises the queue.
  SELECT bullmq.lock_producer_queues(jsonb_build_array(jsonb_build_object('queue', $1::text)))
), added AS (
  INSERT INTO bullmq.job (queue, id, seq, name, state, data, opts, priority, delay_ms, max_attempts, added_at_ms,
                          process_at_ms, pending_deps)
  SELECT $1, id, nextval('bullmq.job_seq'), 'deliver',
         CASE WHEN delay > 0 THEN 'delayed' ELSE 'waiting' END::bullmq.job_state,
         jsonb_build_object('delivery', delivery), '{"removeOnComplete": true, "removeOnFail": true}',
         0, delay, 1, $2::bigint, CASE WHEN delay > 0 THEN $2::bigint + delay END, 0
  FROM locked, unnest($3::text[], $4::text[], $5::bigint[]) AS j (id, delivery, delay)
  ON CONFLICT (queue, id) DO NOTHING
  RETURNING 1
)
SELECT pg_notify('bullmq_jobs', $1) FROM added LIMIT 1
