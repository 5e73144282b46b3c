import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Files, fileLimits, packBundle, unpackBundle } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'

/** JSON escapes make a text longer, at the worst six times. */
const mostBytes = fileLimits.bytes * 6

/** A bundle as the ledger keeps it. */
export function packed(files: Files): { digest: Buffer; bundle: Buffer } {
  const text = packBundle(files)
  return { digest: createHash('sha256').update(text).digest(), bundle: gzipSync(text) }
}

/** @throws Fault `adapter-bundle-broken` when it is not what was registered. */
export function unpacked(adapter: string, version: string, digest: Buffer, bundle: Buffer): Files {
  try {
    const text = gunzipSync(bundle, { maxOutputLength: mostBytes }).toString('utf8')
    if (createHash('sha256').update(text).digest().equals(digest)) return unpackBundle(text)
  } catch (cause) {
    throw new Fault('adapter-bundle-broken', { params: { adapter, version }, cause })
  }
  throw new Fault('adapter-bundle-broken', { params: { adapter, version } })
}
