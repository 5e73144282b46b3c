-- Writes a batch of accepted submissions in one statement.
--   $1  timestamptz  now
--   $2  bytea        all sealed bodies, one after the other (one binary value costs far less than an array of them)
--   messages:   $3 uuid[] id, $4 uuid[] client, $5 text[] kind, $6 text[] dossier code, $7 text[] correlation id,
--               $8 int[] offset of the body in $2 (from 1), $9 int[] its length
--   dossiers (one per message): $10 text[] agency, $11 text[] agency path, $12 text[] procedure, $13 text[] channel,
--               $14 text[] status, $15 text[] withheld, $16 boolean[] dated, $17 int[] revision, $18 int[] steps,
--               $19 uuid[] content message, $20 bytea[] content hash
--   steps:      $21 int[] message's place in the batch, $22 timestamptz[] at, $23 bytea[] content hash
--   deliveries: $24 int[] message's place in the batch, $25 uuid[] id, $26 text[] adapter, $27 text[] adapter version,
--               $28 text[] operation, $29 text[] what it carries (dossier | step),
--               $30 int[] ordinal in its lane within this submission, from 1
--   idempotency: $31 uuid[] client, $32 text[] key, $33 bytea[] fingerprint, $34 text[] answer
-- Returns one row per delivery: id, adapter, state. A new dossier that another process inserted
-- meanwhile makes the statement fail (unique violation), and the batch is done again.
WITH m AS (
  SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[],
                       $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                       $16::boolean[], $17::int[], $18::int[], $19::uuid[], $20::bytea[])
    WITH ORDINALITY AS m (id, client_id, kind, code, correlation_id, body_at, body_length,
                          agency, agency_path, procedure, channel, status, withheld, dated,
                          revision, steps, content_message, content_hash, place)
), message AS (
  INSERT INTO messages (id, client_id, kind, dossier_code, body, correlation_id, accepted_at)
  SELECT id, client_id, kind, code, substring($2::bytea FROM body_at FOR body_length), correlation_id, $1 FROM m
), dossier_new AS (
  INSERT INTO dossiers (code, agency, agency_path, procedure, channel, status, withheld, dated, revision, steps,
                        content_message, content_hash, created_at, updated_at)
  SELECT code, agency, agency_path, procedure, channel, status, withheld, dated, revision, steps,
         content_message, content_hash, $1, $1
  FROM m WHERE revision = 1
), dossier_changed AS (
  UPDATE dossiers d
  SET agency = m.agency, agency_path = m.agency_path, procedure = m.procedure, channel = m.channel, status = m.status,
      withheld = m.withheld, dated = m.dated, revision = m.revision, steps = m.steps, content_message = m.content_message, content_hash = m.content_hash,
      updated_at = $1
  FROM m WHERE m.revision > 1 AND d.code = m.code
), step AS (
  INSERT INTO steps (dossier_code, number, message_id, at, status, content_hash, accepted_at)
  SELECT m.code, m.steps, m.id, s.at, m.status, s.hash, $1
  FROM unnest($21::int[], $22::timestamptz[], $23::bytea[]) AS s (place, at, hash) JOIN m ON m.place = s.place
), d AS (
  SELECT d.*, m.id AS message_id, m.code, m.status, m.kind, m.content_message
  FROM unnest($24::int[], $25::uuid[], $26::text[], $27::text[], $28::text[], $29::text[], $30::int[])
    AS d (place, id, adapter, adapter_version, operation, carries, ordinal) JOIN m ON m.place = d.place
), lane AS (
  INSERT INTO lanes AS lane (adapter, key, standing, last_sequence, head)
  SELECT adapter, code, 'absent', count(*), (array_agg(id ORDER BY ordinal))[1]
  FROM d GROUP BY adapter, code ORDER BY code, adapter
  ON CONFLICT (adapter, key) DO UPDATE
    SET last_sequence = lane.last_sequence + excluded.last_sequence, head = coalesce(lane.head, excluded.head)
  RETURNING adapter, key, last_sequence, head, blocked
), idempotent AS (
  INSERT INTO idempotency (client_id, key, fingerprint, answer, created_at)
  SELECT client_id, key, fingerprint, answer::jsonb, $1
  FROM unnest($31::uuid[], $32::text[], $33::bytea[], $34::text[]) AS i (client_id, key, fingerprint, answer)
)
INSERT INTO deliveries (id, adapter, adapter_version, operation, lane_key, sequence, message_id, content_message,
                        status, state, version, attempts, due_at, created_at, patient_since)
SELECT d.id, d.adapter, d.adapter_version, d.operation, d.code,
       lane.last_sequence - (count(*) OVER (PARTITION BY d.adapter, d.code))::int + d.ordinal,
       d.message_id, CASE WHEN d.carries = 'step' THEN d.message_id ELSE d.content_message END, d.status,
       CASE WHEN lane.head = d.id THEN 'queued' WHEN lane.blocked THEN 'held' ELSE 'accepted' END, 0, 0, $1, $1, $1
FROM d JOIN lane ON lane.adapter = d.adapter AND lane.key = d.code
RETURNING id, adapter, state
