import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import { membersOf } from '../path.ts'

const manners = ['split', 'last', 'text'] as const

/**
 * `name-parts(Ho, ChuDem, Ten)`: a full name as family, middle and given name. `name-parts(Ho, ChuDem, Ten, last)` puts
 * the whole name into the last part, as many senders do; `…, text)` writes plain text. Both forms are always read:
 * platforms mix them within one answer.
 */
export const nameParts: CodecFactory = ([family, middle, given, manner = 'split']) => {
  const names = [family, middle, given].map(String)
  if (given === undefined || !manners.some(known => known === manner))
    throw new AdapterFault('name-parts needs three member names: name-parts(Ho, ChuDem, Ten)')
  const [Ho = '', ChuDem = '', Ten = ''] = names
  if (names.some(name => name in Object.prototype)) throw new AdapterFault('name-parts: not a member name')
  const notName = { vi: 'phải là họ tên', en: 'must be a name' }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return run.fail(notName, value)
      if (manner === 'text') return value
      if (manner === 'last') return { [Ten]: value }
      const words = value.split(' ')
      if (words.length === 1) return { [Ten]: value }
      const between = words.slice(1, -1).join(' ')
      return { [Ho]: words[0], ...(between === '' ? {} : { [ChuDem]: between }), [Ten]: words.at(-1) }
    },
    decode: (value, run) => {
      if (value === undefined || typeof value === 'string') return value
      const members = membersOf(value)
      const parts = names
        .map(name => members[name])
        .filter(part => part !== undefined && part !== null && part !== '')
      // An element that has attributes only, or text beside them.
      const whole = parts.length === 0 ? [members['#text']] : parts
      const texts = whole.filter(part => part !== undefined)
      if (typeof value !== 'object' || Array.isArray(value) || !texts.every(part => typeof part === 'string'))
        return run.fail(notName, value)
      const text = texts.join(' ')
      return text === '' ? undefined : text
    },
    structured: true,
    // Words of a name are parted by single spaces.
    lossless: true,
  }
}
