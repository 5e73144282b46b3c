import { existsSync, readFileSync } from 'node:fs'
import { type Conformance, conform, type Files } from '../adapter/index.ts'

/** Written by the build (prove.ts) beside this file, by digest; there is none while the sources run. */
export const proofs = new URL('./proven.json', import.meta.url)

let known: Readonly<Record<string, Conformance>> | undefined

const proofOf = (digest: Buffer) => {
  known ??= existsSync(proofs) ? (JSON.parse(readFileSync(proofs, 'utf8')) as typeof known) : {}
  return known?.[digest.toString('hex')]
}

/** Whether the build has run the suite over just these bytes, and they passed. */
export function isProven(digest: Buffer): boolean {
  return proofOf(digest) !== undefined
}

/**
 * What the suite says of an adapter that comes with the gateway; it is not run again over what is proven. It came with
 * the program, so it needs no thread of its own.
 */
export async function conformanceOf(files: Files, digest: Buffer): Promise<Conformance> {
  return proofOf(digest) ?? conform(files)
}
