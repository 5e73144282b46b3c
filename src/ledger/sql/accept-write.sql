-- Writes a batch of submissions in one statement. Each is written only if its dossier still stands as the decision
-- about it supposed: at the revision before, or not there at all. What finds it otherwise is left alone and named.
--   $1  timestamptz  now
--   $2  bytea        all sealed bodies, one after the other (one binary value costs far less than an array of them)
--   $3  boolean      whether a dossier may go behind a refused one at the head of its lane (the caller then sees to it)
--   messages:   $4 int[] offset of the body in $2 (from 1), $5 int[] its length, $6 uuid[] id, $7 uuid[] client,
--               $8 text[] kind, $9 text[] dossier code, $10 text[] correlation id
--   dossiers (one per message): $11 text[] agency, $12 text[] agency path, $13 text[] procedure, $14 text[] channel,
--               $15 text[] status, $16 text[] withheld, $17 boolean[] dated, $18 int[] revision, $19 int[] steps,
--               $20 uuid[] content message, $21 text[] content hash, in hex
--   steps (one per message; null where it is none): $22 timestamptz[] at, $23 text[] content hash, in hex
--   deliveries: $24 int[] message's place in the batch, $25 uuid[] id, $26 text[] adapter, $27 text[] adapter version,
--               $28 text[] operation, $29 text[] what it carries (dossier | step),
--               $30 int[] ordinal in its lane within this submission, from 1
--   idempotency: $31 int[] message's place in the batch (0: none, the answer repeats an earlier one), $32 uuid[] client,
--               $33 text[] key, $34 text[] fingerprint, in hex, $35 text[] answer
-- Returns what is not as usual: (place, null, null) for messages that were not written, (place, id, state) for
-- deliveries that are not queued at once.
WITH m AS (
  SELECT *, decode(content_hex, 'hex') AS content_hash, decode(step_hex, 'hex') AS step_hash
  FROM unnest($4::int[], $5::int[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[],
              $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::boolean[], $18::int[],
              $19::int[], $20::uuid[], $21::text[], $22::timestamptz[], $23::text[])
    WITH ORDINALITY AS m (body_at, body_length, id, client_id, kind, code, correlation_id,
                          agency, agency_path, procedure, channel, status, withheld, dated,
                          revision, steps, content_message, content_hex, step_at, step_hex, place)
), planned AS (
  SELECT * FROM unnest($24::int[], $25::uuid[], $26::text[], $27::text[], $28::text[], $29::text[], $30::int[])
    AS p (place, id, adapter, adapter_version, operation, carries, ordinal)
), answer AS (
  SELECT * FROM unnest($31::int[], $32::uuid[], $33::text[], $34::text[], $35::text[])
    AS a (place, client_id, key, fingerprint, answer)
), dossier_new AS (
  INSERT INTO dossiers (code, agency, agency_path, procedure, channel, status, withheld, dated, revision, steps,
                        content_message, content_hash, created_at, updated_at)
  SELECT code, agency, agency_path, procedure, channel, status, withheld, dated, revision, steps,
         content_message, content_hash, $1, $1
  FROM m WHERE revision = 1 ORDER BY code
  ON CONFLICT (code) DO NOTHING
  RETURNING code
), dossier_changed AS (
  UPDATE dossiers d
  SET agency = m.agency, agency_path = m.agency_path, procedure = m.procedure, channel = m.channel, status = m.status,
      withheld = m.withheld, dated = m.dated, revision = m.revision, steps = m.steps,
      content_message = m.content_message, content_hash = m.content_hash, updated_at = $1
  FROM m
  WHERE m.revision > 1 AND d.code = m.code AND d.revision = m.revision - 1
    AND NOT EXISTS (SELECT FROM steps s WHERE s.dossier_code = m.code AND s.content_hash = m.step_hash)
    AND ($3 OR NOT EXISTS (
      SELECT FROM planned p JOIN lanes l ON l.adapter = p.adapter AND l.key = m.code AND l.blocked
      WHERE p.place = m.place))
  RETURNING d.code
), written AS (
  SELECT m.* FROM m JOIN (SELECT code FROM dossier_new UNION ALL SELECT code FROM dossier_changed) d USING (code)
), message AS (
  INSERT INTO messages (id, client_id, kind, dossier_code, body, correlation_id, accepted_at)
  SELECT id, client_id, kind, code, substring($2::bytea FROM body_at FOR body_length), correlation_id, $1 FROM written
), step AS (
  INSERT INTO steps (dossier_code, number, message_id, at, status, content_hash, accepted_at)
  SELECT code, steps, id, step_at, status, step_hash, $1 FROM written WHERE step_hash IS NOT NULL
), idempotent AS (
  INSERT INTO idempotency (client_id, key, fingerprint, answer, created_at)
  SELECT client_id, key, decode(fingerprint, 'hex'), answer::jsonb, $1 FROM answer
  WHERE place = 0 OR place IN (SELECT place FROM written)
), d AS (
  SELECT p.*, m.id AS message_id, m.code, m.status, m.content_message FROM planned p JOIN written m USING (place)
), lane AS (
  INSERT INTO lanes AS lane (adapter, key, standing, last_sequence, head)
  SELECT adapter, code, 'absent', count(*), (array_agg(id ORDER BY ordinal))[1]
  FROM d GROUP BY adapter, code ORDER BY code, adapter
  ON CONFLICT (adapter, key) DO UPDATE
    SET last_sequence = lane.last_sequence + excluded.last_sequence, head = coalesce(lane.head, excluded.head)
  RETURNING adapter, key, last_sequence, head, blocked
), delivery AS (
  INSERT INTO deliveries (id, adapter, adapter_version, operation, lane_key, sequence, message_id, content_message,
                          status, state, version, attempts, due_at, created_at, patient_since)
  SELECT d.id, d.adapter, d.adapter_version, d.operation, d.code,
         lane.last_sequence - (count(*) OVER (PARTITION BY d.adapter, d.code))::int + d.ordinal,
         d.message_id, CASE WHEN d.carries = 'step' THEN d.message_id ELSE d.content_message END, d.status,
         CASE WHEN lane.head = d.id THEN 'queued' WHEN lane.blocked THEN 'held' ELSE 'accepted' END,
         0, 0, $1, $1, $1
  FROM d JOIN lane ON lane.adapter = d.adapter AND lane.key = d.code
  RETURNING id, state
)
SELECT place::int, NULL::uuid AS id, NULL::text AS state FROM m WHERE place NOT IN (SELECT place FROM written)
UNION ALL
SELECT planned.place, delivery.id, delivery.state FROM delivery JOIN planned USING (id) WHERE delivery.state <> 'queued'
