import { toNfc } from '../../../contract/nfc.ts'
import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'

const notFlag = { vi: 'phải là true hoặc false', en: 'must be true or false' }

/**
 * `flag(True,False)`, `flag("Có","Không")`: a boolean in the platform's spelling; `flag(1,0,number)` as JSON numbers.
 * Decodes without regard to case or Unicode composition, and JSON booleans and numbers too.
 */
export const flag: CodecFactory = ([yes, no, kind]) => {
  if (yes === undefined || no === undefined)
    throw new AdapterFault('flag needs two spellings, for example flag(1,0)')
  if (kind !== undefined && (kind !== 'number' || typeof yes !== 'number' || typeof no !== 'number'))
    throw new AdapterFault('flag can only be told to write numbers: flag(1,0,number)')
  const [on, off] = kind === 'number' ? [yes, no] : [String(yes), String(no)]
  const [folded, unfolded] = [fold(on), fold(off)]
  const wrong = { vi: `phải là ${on} hoặc ${off}`, en: `must be ${on} or ${off}` }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      return value === true ? on : value === false ? off : run.fail(notFlag, value)
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value === 'boolean') return value
      const text = fold(value)
      return text === folded ? true : text === unfolded ? false : run.fail(wrong, value)
    },
    single: true,
    lossless: folded !== unfolded,
  }
}

/** Spellings that differ only in case or composition are one. Objects have no spelling. */
function fold(value: unknown): string | undefined {
  return typeof value === 'object' ? undefined : toNfc(String(value)).trim().toLowerCase()
}
