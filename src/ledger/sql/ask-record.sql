-- Writes a batch of questions to platforms.
--   $1 bytea all sealed questions, one after the other
--   $2 uuid[] id, $3 uuid[] client, $4 text[] adapter, $5 text[] its version, $6 text[] operation, $7 text[] correlation id,
--   $8 int[] where its question begins in $1 (from 1), $9 int[] how long it is
INSERT INTO asks (id, client_id, adapter, adapter_version, operation, question, correlation_id, asked_at)
SELECT id, client_id, adapter, adapter_version, operation, substring($1::bytea FROM place FOR bytes), correlation_id, now()
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[])
       AS ask (id, client_id, adapter, adapter_version, operation, correlation_id, place, bytes)
