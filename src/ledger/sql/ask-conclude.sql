-- Writes what came of a batch of questions.
--   $1 uuid[] id, $2 text[] outcome as JSON, $3 int[] milliseconds
UPDATE asks SET outcome = concluded.outcome::jsonb, duration_ms = concluded.duration_ms
FROM unnest($1::uuid[], $2::text[], $3::int[]) AS concluded (id, outcome, duration_ms)
WHERE asks.id = concluded.id
