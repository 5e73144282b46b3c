import { existsSync, readFileSync } from 'node:fs'
import { type Conformance, conform, type Files } from '../adapter/index.ts'
import { packed } from './packed.ts'

/** Written by the build (prove.ts) beside this file, by digest; there is none while the sources run. */
export const proofs = new URL('./proven.json', import.meta.url)

let known: Readonly<Record<string, Conformance>> | undefined

/**
 * What the suite says of an adapter that comes with the gateway. The build has run it already over what it found: a first
 * start need not again, as long as not a byte has changed since. It came with the program, so it needs no thread of its own.
 */
export async function suiteOf(files: Files): Promise<Conformance> {
  known ??= existsSync(proofs) ? JSON.parse(readFileSync(proofs, 'utf8')) : {}
  const proven = known?.[packed(files).digest.toString('hex')]
  return proven ?? conform(files)
}
