-- Writes a batch of access records. What many of them have in common comes once.
--   $1  bytea    of each record the officer's key, the subject's key and the sealed question, one after the other
--   records:  $2 uuid[] id, $3 float8[] at (seconds since 1970), $4 text[] correlation id, $5 text[] officer,
--             $6 text[] dossier code, $7 int[] where its bytes begin in $1 (from 1), $8 int[] length of the officer's key,
--             $9 int[] of the subject's key, $10 int[] of the sealed question (0: there is none),
--             $11 int[] which of the common ones is its (from 1)
--   common:   $12 uuid[] client, $13 text[] its address, $14 text[] operation, $15 text[] verdict, $16 text[] unit,
--             $17 text[] procedure, $18 text[] service, $19 text[] month of the subject's key, $20 text[] adapter,
--             $21 text[] its version, $22 text[] fields as an array's text, $23 text[] flags likewise
INSERT INTO accesses (id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer, officer_key,
                      procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version,
                      fields, flags)
SELECT id, to_timestamp(at), client_id, client_address, correlation_id, operation, verdict, unit, officer,
       nullif(substring($1::bytea FROM place FOR officer_bytes), ''),
       procedure, service, dossier,
       nullif(substring($1::bytea FROM place + officer_bytes FOR subject_bytes), ''), subject_month,
       substring($1::bytea FROM place + officer_bytes + subject_bytes FOR sealed_bytes), adapter, adapter_version,
       fields::text[], flags::text[]
FROM unnest($2::uuid[], $3::float8[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[], $10::int[],
            $11::int[])
       AS record (id, at, correlation_id, officer, dossier, place, officer_bytes, subject_bytes, sealed_bytes, common)
JOIN unnest($12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
            $20::text[], $21::text[], $22::text[], $23::text[])
       WITH ORDINALITY AS shared (client_id, client_address, operation, verdict, unit, procedure, service, subject_month,
                                  adapter, adapter_version, fields, flags, number)
  ON shared.number = record.common
