import { AdapterFault } from '../adapter-fault.ts'
import { readCsv } from './csv.ts'

/** A code list of a platform: our word on the left, its code on the right. */
export interface CodeTable {
  readonly name: string
  readonly toNative: ReadonlyMap<string, string>
  readonly toCanonical: ReadonlyMap<string, string>
  /** Every native code stands for one word only. */
  readonly lossless: boolean
}

/** Reads `canonical,native[,note]`. Where two words share a code, the first row is what the code decodes to. */
export function readCodeTable(name: string, text: string): CodeTable {
  const toNative = new Map<string, string>()
  const toCanonical = new Map<string, string>()
  let lossless = true
  for (const { canonical = '', native = '' } of readCsv(text, ['canonical', 'native'], ['note'])) {
    if (canonical === '') throw new AdapterFault('a row has no canonical word')
    if (toNative.has(canonical)) throw new AdapterFault(`"${canonical}" stands in two rows`)
    toNative.set(canonical, native)
    if (toCanonical.has(native)) lossless = false
    else toCanonical.set(native, canonical)
  }
  return { name, toNative, toCanonical, lossless }
}
