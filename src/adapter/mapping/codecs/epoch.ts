import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import { vietnamMinutes, wallClock } from './clock.ts'

const units = { s: 1000, ms: 1 } as const
const notInstant = {
  vi: 'phải là thời điểm RFC 3339 có múi giờ',
  en: 'must be an RFC 3339 instant with its offset',
}
// Years 0 to 9999, which the canonical model can spell.
const [first, last] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T16:59:59.999Z')]

/**
 * `epoch(s)`, `epoch(ms)`: an instant as seconds or milliseconds since 1970-01-01T00:00:00Z, as a JSON number; with the
 * word `text` as digits. Both are read.
 */
export const epoch: CodecFactory = ([unit, spelling]) => {
  if ((unit !== 's' && unit !== 'ms') || (spelling !== undefined && spelling !== 'text'))
    throw new AdapterFault('epoch needs its unit, epoch(s) or epoch(ms), and at most the word text')
  const size = units[unit]
  const wrong = {
    vi: `phải là số ${unit === 's' ? 'giây' : 'mili giây'} từ 1970`,
    en: `must be ${unit === 's' ? 'seconds' : 'milliseconds'} since 1970`,
  }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const found = typeof value === 'string' ? wallClock(value, 0) : undefined
      if (found === undefined) return run.fail(notInstant, value)
      const ms = Date.parse(`${found.clock}Z`)
      if (!found.exact || ms % size !== 0)
        run.lose('epoch', { vi: 'bỏ phần lẻ của giây', en: 'fractions dropped' })
      const number = Math.floor(ms / size)
      return spelling === 'text' ? String(number) : number
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value.trim()) ? Number(value) : value
      const ms = Number.isSafeInteger(number) ? (number as number) * size : Number.NaN
      if (!(ms >= first && ms <= last)) return run.fail(wrong, value)
      return `${wallClock(new Date(ms).toISOString(), vietnamMinutes)?.clock}+07:00`
    },
    single: true,
    lossless: true,
  }
}
