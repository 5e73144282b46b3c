import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'

const notText = { vi: 'phải là chuỗi ký tự', en: 'must be text' }

/**
 * `max(n)`: at most n Unicode code points; what is longer ends in "…" inside the limit, and the loss is recorded
 * (the portal fails on longer texts instead of saying so).
 */
export const max: CodecFactory = ([limit]) => {
  if (typeof limit !== 'number' || limit < 1) throw new AdapterFault('max needs a limit, for example max(50)')
  const note = { vi: `cắt còn ${limit} ký tự`, en: `cut to ${limit} characters` }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return run.fail(notText)
      // Code points are never more than UTF-16 units, so most texts need no counting.
      if (value.length <= limit) return value
      const points = Array.from(value)
      if (points.length <= limit) return value
      run.lose(`max(${limit})`, note)
      return `${points.slice(0, limit - 1).join('')}…`
    },
    decode: value => value,
    lossless: false,
  }
}

/** `text`: a whole number as digits. */
export const text: CodecFactory = () => ({
  encode: (value, run) => {
    if (value === undefined) return undefined
    return Number.isSafeInteger(value)
      ? String(value)
      : run.fail({ vi: 'phải là số nguyên', en: 'must be a whole number' })
  },
  decode: (value, run) => {
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value
    return Number.isSafeInteger(number) ? number : run.fail({ vi: 'phải là chữ số', en: 'must be digits' })
  },
  lossless: true,
})

function mapped(change: (value: string) => string): CodecFactory {
  const apply = (value: unknown) => (typeof value === 'string' ? change(value) : value)
  return () => ({ encode: apply, decode: apply, lossless: true })
}

/** `nfc`: composed Unicode; several systems still write Vietnamese decomposed. */
export const nfc = mapped(value => value.normalize('NFC'))

/** `trim`: no white space around. */
export const trim = mapped(value => value.trim())
