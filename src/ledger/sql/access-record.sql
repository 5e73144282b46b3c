-- Writes a batch of access records, each only if its dossier still stands at the revision that it was asked about. What
-- many of them have in common comes once.
--   $1  bytea    of each record the officer's key, the subject's key and the sealed question, one after the other
--   records:  $2 uuid[] id, $3 float8[] at (seconds since 1970), $4 text[] correlation id, $5 text[] officer,
--             $6 text[] dossier code, $7 int[] where its bytes begin in $1 (from 1), $8 int[] length of the officer's key,
--             $9 int[] of the subject's key, $10 int[] of the sealed question,
--             $11 int[] which of the common ones is its (from 1), $12 int[] the dossier's revision, or null: whichever
--   common:   $13 uuid[] client, $14 text[] its address, $15 text[] operation, $16 text[] verdict, $17 text[] unit,
--             $18 text[] procedure, $19 text[] service, $20 text[] month of the subject's key, $21 text[] adapter,
--             $22 text[] its version, $23 text[] fields as an array's text, $24 text[] flags likewise
-- Returns the ids of those that were not written.
WITH record AS (
  SELECT * FROM unnest($2::uuid[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[],
                       $10::int[], $11::int[], $12::int[])
    AS record (id, at, correlation_id, officer, dossier, place, officer_bytes, subject_bytes, sealed_bytes, common,
               revision)
), shared AS (
  SELECT * FROM unnest($13::uuid[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                       $20::text[], $21::text[], $22::text[], $23::text[], $24::text[])
    WITH ORDINALITY AS shared (client_id, client_address, operation, verdict, unit, procedure, service, subject_month,
                               adapter, adapter_version, fields, flags, common)
), written AS (
  INSERT INTO accesses (id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer, officer_key,
                        procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version,
                        fields, flags)
  SELECT r.id, to_timestamp(r.at), s.client_id, s.client_address, r.correlation_id, s.operation, s.verdict, s.unit,
         r.officer, nullif(substring($1::bytea FROM place FOR officer_bytes), ''), s.procedure, s.service, r.dossier,
         nullif(substring($1::bytea FROM place + officer_bytes FOR subject_bytes), ''), s.subject_month,
         substring($1::bytea FROM place + officer_bytes + subject_bytes FOR sealed_bytes), s.adapter, s.adapter_version,
         s.fields::text[], s.flags::text[]
  FROM record r JOIN shared s USING (common)
  LEFT JOIN dossiers d ON d.code = r.dossier AND d.revision = r.revision
  WHERE r.revision IS NULL OR d.code IS NOT NULL
  RETURNING id
)
SELECT id FROM record WHERE id NOT IN (SELECT id FROM written)
