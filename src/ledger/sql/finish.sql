-- Moves leased deliveries on, each guarded by its version, and releases the next of each lane that became free.
--   $1  timestamptz    now
--   $2  int            instance number, for those whose next is leased at once
--   $3  timestamptz    lease deadline for those
--   deliveries: $4 uuid[] id, $5 int[] version, $6 text[] new state, $7 timestamptz[] due, $8 int[] attempts made in all,
--               $9 text[] outcome (JSON; one with `probe` stands beside the delivery's own doubt, not in its place), $10 text[] what the lane's standing is now (null: as before),
--               $11 boolean[] whether the worker goes on with the lane's next delivery itself
--   attempts:   $12 uuid[] delivery, $13 int[] number, $14 text[] action, $15 text[] outcome (JSON), $16 int[] HTTP status,
--               $17 int[] duration in ms, $18 int[] request bytes, $19 int[] response bytes, $20 text[] losses (JSON),
--               $21 timestamptz[] start
-- Returns a row per delivery that now needs somebody: those that were moved and wait for another attempt, and those
-- released (with all that a worker needs when it leased them), each with `after`: the delivery whose finish led to it.
WITH f AS (
  SELECT * FROM unnest($4::uuid[], $5::int[], $6::text[], $7::timestamptz[], $8::int[], $9::text[], $10::text[], $11::boolean[])
    AS f (id, version, state, due_at, attempts, outcome, standing, go_on)
), moved AS (
  UPDATE deliveries d
  SET state = f.state, version = d.version + 1, due_at = coalesce(f.due_at, d.due_at), attempts = f.attempts,
      outcome = CASE WHEN f.outcome::jsonb ? 'probe' AND d.outcome->>'kind' = 'unknown'
                     THEN d.outcome || jsonb_build_object('probe', f.outcome::jsonb->'probe')
                     ELSE f.outcome::jsonb END,
      leased_by = NULL, lease_until = NULL,
      finished_at = CASE WHEN f.state IN ('delivered', 'refused', 'dead') THEN $1::timestamptz END
  FROM f
  WHERE d.id = f.id AND d.version = f.version AND d.state IN ('sending', 'probing')
  RETURNING d.id, d.adapter, d.lane_key, d.version, d.state, d.due_at, f.standing, f.outcome::jsonb->>'recordId' AS record_id, f.go_on
), tried AS (
  INSERT INTO attempts (delivery_id, number, action, outcome, http_status, duration_ms, request_bytes, response_bytes, losses, started_at)
  SELECT a.* FROM (
    SELECT delivery, number, action, outcome::jsonb, http_status, duration, request_bytes, response_bytes, losses::jsonb, started
    FROM unnest($12::uuid[], $13::int[], $14::text[], $15::text[], $16::int[], $17::int[], $18::int[], $19::int[], $20::text[], $21::timestamptz[])
      AS a (delivery, number, action, outcome, http_status, duration, request_bytes, response_bytes, losses, started)
  ) a JOIN moved ON moved.id = a.delivery
  ON CONFLICT DO NOTHING
), next AS (
  SELECT moved.id AS after, moved.go_on, moved.adapter, moved.lane_key,
         (SELECT d.id FROM deliveries d
          WHERE d.adapter = moved.adapter AND d.lane_key = moved.lane_key AND d.state = 'accepted'
          ORDER BY d.sequence LIMIT 1) AS id
  FROM moved WHERE moved.state = 'delivered'
), lane AS (
  UPDATE lanes lane
  SET standing = coalesce(moved.standing, lane.standing), record_id = coalesce(moved.record_id, lane.record_id),
      head = CASE WHEN moved.state = 'delivered' THEN next.id ELSE lane.head END,
      blocked = moved.state IN ('refused', 'dead')
  FROM moved LEFT JOIN next ON next.after = moved.id
  WHERE lane.adapter = moved.adapter AND lane.key = moved.lane_key
    AND (moved.standing IS DISTINCT FROM NULL OR moved.record_id IS DISTINCT FROM NULL OR moved.state IN ('delivered', 'refused', 'dead'))
  RETURNING lane.adapter, lane.key, lane.standing, lane.record_id
), held AS (
  UPDATE deliveries d SET state = 'held', version = d.version + 1
  FROM moved
  WHERE moved.state IN ('refused', 'dead') AND d.adapter = moved.adapter AND d.lane_key = moved.lane_key AND d.state = 'accepted'
), released AS (
  UPDATE deliveries d
  SET state = CASE WHEN next.go_on THEN 'sending' ELSE 'queued' END, version = d.version + 1, due_at = $1,
      leased_by = CASE WHEN next.go_on THEN $2::int END, lease_until = CASE WHEN next.go_on THEN $3::timestamptz END
  FROM next WHERE d.id = next.id
  RETURNING d.*, next.after
)
SELECT moved.id AS after, moved.id, moved.version, moved.state, moved.adapter, moved.due_at,
       NULL AS adapter_version, NULL AS operation, NULL AS lane_key, NULL::uuid AS message_id, NULL::uuid AS content_message,
       NULL AS status, NULL::int AS attempts, NULL::timestamptz AS patient_since, NULL AS standing, NULL AS record_id, NULL AS correlation_id, NULL AS kind, NULL::bytea AS body
FROM moved
UNION ALL
SELECT r.after, r.id, r.version, r.state, r.adapter, r.due_at,
       r.adapter_version, r.operation, r.lane_key, r.message_id, r.content_message,
       r.status, r.attempts, r.patient_since, lane.standing, lane.record_id, cause.correlation_id, content.kind,
       CASE WHEN r.state = 'sending' THEN content.body END
FROM released r
JOIN lane ON lane.adapter = r.adapter AND lane.key = r.lane_key
JOIN messages cause ON cause.id = r.message_id
JOIN messages content ON content.id = r.content_message
