import { nearest } from '../../../contract/nearest.ts'
import { AdapterFault } from '../../adapter-fault.ts'
import type { Codec, CodecCall, CodecEnvironment, CodecFactory, Site } from '../codec.ts'
import { rowWords } from '../rows.ts'
import { absent, constant, defaulted, required } from './absence.ts'
import { date, dateChoice, partialDate } from './date.ts'
import { datetime } from './datetime.ts'
import { json, xml } from './embedded.ts'
import { epoch } from './epoch.ts'
import { flag } from './flag.ts'
import { jsonata } from './jsonata.ts'
import { nameParts } from './name.ts'
import { decimal, integer, money, text } from './number.ts'
import { table } from './table.ts'
import { base64, max, nfc, nospace, plain, squash, trim, unbase64, upper } from './text.ts'
import { url } from './url.ts'

/** Every codec that a cell can name. Each is explained in adapters/README.md. */
export const codecs: Readonly<Record<string, CodecFactory>> = {
  absent,
  base64,
  const: constant,
  date,
  'date-choice': dateChoice,
  datetime,
  decimal,
  default: defaulted,
  epoch,
  flag,
  integer,
  json,
  jsonata,
  max,
  money,
  'name-parts': nameParts,
  nfc,
  nospace,
  'partial-date': partialDate,
  plain,
  required,
  squash,
  table,
  text,
  trim,
  unbase64,
  upper,
  url,
  xml,
}

/** @throws AdapterFault when there is no codec of that name or its arguments make no sense. */
export function buildCodec(call: CodecCall, environment: CodecEnvironment, site: Site): Codec {
  const factory = Object.hasOwn(codecs, call.name) ? codecs[call.name] : undefined
  if (factory !== undefined) return factory(call.args, environment, site)
  const names = [...Object.keys(codecs), ...rowWords]
  const meant = nearest(call.name, names)
  throw new AdapterFault(
    `there is no codec "${call.name}"; ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`}`,
  )
}
