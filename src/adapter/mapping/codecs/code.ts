import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import { shapeOf } from '../shape.ts'

/** `table(name)`: a code list from the adapter's `tables/`. A word or code that is not in it is an error, never a guess. */
export const table: CodecFactory = ([name], { tables }) => {
  const codes = tables.get(String(name))
  if (codes === undefined) throw new AdapterFault(`there is no code table "${name}" in tables/`)
  const missing = (value: unknown) => {
    const shape = shapeOf(value)
    return {
      vi: `không có trong bảng mã ${name} (đang là ${shape.vi})`,
      en: `is not in the code table ${name} (is ${shape.en})`,
    }
  }
  return {
    encode: (value, run) =>
      value === undefined ? undefined : (codes.toNative.get(String(value)) ?? run.fail(missing(value))),
    // Codes arrive as text or as numbers, whatever the guide says.
    decode: (value, run) =>
      value === undefined
        ? undefined
        : (codes.toCanonical.get(String(value).trim()) ?? run.fail(missing(value))),
    lossless: codes.lossless,
  }
}

/** `flag(True,False)`: a boolean in the platform's spelling. Decodes without regard to case, and JSON booleans too. */
export const flag: CodecFactory = ([yes, no]) => {
  if (yes === undefined || no === undefined)
    throw new AdapterFault('flag needs two spellings, for example flag(1,0)')
  const [on, off] = [String(yes), String(no)]
  const spelled = (value: unknown, text: string) =>
    typeof value !== 'object' && String(value).trim().toLowerCase() === text.toLowerCase()
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'boolean')
        return run.fail({ vi: 'phải là true hoặc false', en: 'must be true or false' })
      return value ? on : off
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      if (value === true || spelled(value, on)) return true
      if (value === false || spelled(value, off)) return false
      return run.fail({ vi: `phải là ${on} hoặc ${off}`, en: `must be ${on} or ${off}` })
    },
    lossless: on.toLowerCase() !== off.toLowerCase(),
  }
}
