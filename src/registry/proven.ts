import { existsSync, readFileSync } from 'node:fs'
import type { Conformance } from '../adapter/index.ts'

/** Written by the build (prove.ts) beside this file, by digest; there is none while the sources run. */
export const proofs = new URL('./proven.json', import.meta.url)

let known: Readonly<Record<string, Conformance>> | undefined

/**
 * What the suite said of an adapter that comes with the gateway, when the build ran it and it passed. A start need
 * not check and test it again, as long as not a byte has changed since.
 */
export function proofOf(digest: Buffer): Conformance | undefined {
  known ??= existsSync(proofs) ? (JSON.parse(readFileSync(proofs, 'utf8')) as typeof known) : {}
  return known?.[digest.toString('hex')]
}
