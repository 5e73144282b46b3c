import { AdapterFault } from '../../adapter-fault.ts'
import { parseJson } from '../../parse-json.ts'
import type { CodecFactory } from '../codec.ts'

const notJson = { vi: 'phải là văn bản JSON', en: 'must be JSON text' }
const notXml = { vi: 'phải là văn bản XML', en: 'must be XML text' }
const unwritable = { vi: 'không ghi được thành XML', en: 'cannot be written as XML' }

/** `,data,json`: what other rows put below `data` travels as JSON text. An object that is none yet is read as it is. */
export const json: CodecFactory = () => ({
  encode: value => (value === undefined ? undefined : JSON.stringify(value)),
  decode: (value, run) => {
    if (typeof value === 'object') return value
    if (typeof value !== 'string') return value === undefined ? undefined : run.fail(notJson, value)
    const inner = parseJson(value)
    return inner === undefined ? run.fail(notJson, value) : inner
  },
  lossless: true,
})

/** `,data,xml`: what other rows put below `data` travels as XML text; its only member is the root element. */
export const xml: CodecFactory = (_args, environment) => {
  const { xml: reader } = environment
  if (reader === undefined) throw new AdapterFault('xml cannot be used here: there is no XML reader')
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      try {
        return reader.write(value as object)
      } catch {
        return run.fail(unwritable, value)
      }
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return run.fail(notXml, value)
      try {
        return reader.parse(value)
      } catch {
        return run.fail(notXml, value)
      }
    },
    lossless: true,
  }
}
