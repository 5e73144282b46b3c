-- Writes what came of a batch of accesses.
--   $1 uuid[] access, $2 float8[] at (seconds since 1970), $3 text[] result, $4 text[] rule,
--   $5 text[] names of the released fields as an array's text, $6 int[] HTTP status, $7 int[] milliseconds,
--   $8 text[] evidence as JSON
INSERT INTO access_results (access_id, at, result, rule, released, http_status, duration_ms, evidence)
SELECT access_id, to_timestamp(at), result, rule, released::text[], http_status, duration_ms, evidence::jsonb
FROM unnest($1::uuid[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[])
       AS outcome (access_id, at, result, rule, released, http_status, duration_ms, evidence)
