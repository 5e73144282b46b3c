import type { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

// ajv-formats also takes what RFC 3339 §5.6 does not (`+07`) and what neither a Date nor PostgreSQL can hold: leap
// seconds, the year 0, offsets of a day. A time that nothing behind this door understands is no time.
const rfc3339 = /^(?!0000)\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:[0-5]\d(\.\d+)?([Zz]|[+-](0\d|1[0-4]):[0-5]\d)$/
/** RFC 9562 §4; ajv-formats lets `urn:uuid:` stand before it, PostgreSQL does not. */
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The formats of JSON Schema, where they are laxer than what stands behind the door made strict. */
export function addStrictFormats(ajv: Ajv2020): void {
  // ajv-formats is CommonJS whose default export sits one level down under Node's ES modules.
  ;(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv)
  const { validate: isDateTime } = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  ajv.addFormat(
    'date-time',
    text => isDateTime(text) && rfc3339.test(text) && !Number.isNaN(Date.parse(text)),
  )
  ajv.addFormat('uuid', uuid)
}
