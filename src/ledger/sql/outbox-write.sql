-- Posts messages with their deliveries. One whose key was posted before is left alone, with all its deliveries.
--   $1  timestamptz  now
--   messages:   $2 uuid[] id, $3 text[] kind, $4 text[] subject, $5 text[] agency, $6 text[] correlation id,
--               $7 text[] key (null: none), $8 bytea[] sealed body
--   deliveries: $9 uuid[] message, $10 uuid[] id, $11 text[] adapter, $12 text[] adapter version, $13 text[] operation,
--               $14 text[] lane key, $15 int[] ordinal in its lane among these, from 1
-- Returns a row per message written (message, null, null), and one per delivery (message, id, state).
WITH message AS (
  INSERT INTO messages (id, kind, dossier_code, agency, correlation_id, once, body, accepted_at)
  SELECT m.*, $1 FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[]) AS m
  ON CONFLICT (once) WHERE once IS NOT NULL DO NOTHING
  RETURNING id
), d AS (
  SELECT p.* FROM unnest($9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::text[], $15::int[])
    AS p (message_id, id, adapter, adapter_version, operation, lane_key, ordinal)
  JOIN message ON message.id = p.message_id
), place AS (
  -- Of the lane, among those really written.
  SELECT id, row_number() OVER (PARTITION BY adapter, lane_key ORDER BY ordinal)::int AS nth,
         (count(*) OVER (PARTITION BY adapter, lane_key))::int AS many FROM d
), lane AS (
  INSERT INTO lanes AS lane (adapter, key, standing, last_sequence, head)
  SELECT adapter, lane_key, 'absent', count(*), (array_agg(id ORDER BY ordinal))[1]
  FROM d GROUP BY adapter, lane_key ORDER BY lane_key, adapter
  ON CONFLICT (adapter, key) DO UPDATE
    SET last_sequence = lane.last_sequence + excluded.last_sequence, head = coalesce(lane.head, excluded.head)
  RETURNING adapter, key, last_sequence, head, blocked
), delivery AS (
  INSERT INTO deliveries (id, adapter, adapter_version, operation, lane_key, sequence, message_id, content_message,
                          status, state, version, attempts, due_at, created_at, patient_since)
  SELECT d.id, d.adapter, d.adapter_version, d.operation, d.lane_key, lane.last_sequence - place.many + place.nth,
         d.message_id, d.message_id, '',
         CASE WHEN lane.head = d.id THEN 'queued' WHEN lane.blocked THEN 'held' ELSE 'accepted' END,
         0, 0, $1, $1, $1
  FROM d JOIN place USING (id) JOIN lane ON lane.adapter = d.adapter AND lane.key = d.lane_key
  RETURNING message_id, id, state
)
SELECT id AS message, NULL::uuid AS delivery, NULL::text AS state FROM message
UNION ALL
SELECT message_id, id, state FROM delivery
