import { AdapterFault } from '../../adapter-fault.ts'
import type { Codec, CodecCall, CodecEnvironment, CodecFactory } from '../codec.ts'
import { absent, constant, defaulted, required } from './absence.ts'
import { flag, table } from './code.ts'
import { datetime } from './datetime.ts'
import { max, nfc, text, trim } from './text.ts'
import { url } from './url.ts'

/** Every codec that a cell can name. */
export const codecs: Readonly<Record<string, CodecFactory>> = {
  absent,
  const: constant,
  datetime,
  default: defaulted,
  flag,
  max,
  nfc,
  required,
  table,
  text,
  trim,
  url,
}

/** @throws AdapterFault when there is no codec of that name or its arguments make no sense. */
export function buildCodec(call: CodecCall, environment: CodecEnvironment): Codec {
  const factory = Object.hasOwn(codecs, call.name) ? codecs[call.name] : undefined
  if (factory === undefined) {
    throw new AdapterFault(
      `there is no codec "${call.name}"; there are ${Object.keys(codecs).join(', ')}, ignore, omit-empty`,
    )
  }
  return factory(call.args, environment)
}
