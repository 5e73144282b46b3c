import type { Violation } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import type { InboundSpec, ReplySpec } from './inbound-spec.ts'
import type { Bundle } from './load.ts'
import type { FieldTable } from './mapping/table.ts'
import { observeAside } from './observe.ts'
import { type Observed, valueAt } from './observed.ts'
import { type Reading, readingOf } from './reading.ts'
import type { Settings } from './settings.ts'
import { compileTemplate } from './template.ts'
import { contentTypes, encodeBody } from './transport/body.ts'
import type { Transport } from './transport/spec.ts'

/** A platform's call, as it came. */
export interface IncomingCall {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A platform's message in our words. Not to be kept while there are violations; their pointers are into the native message. */
export interface Received {
  readonly canonical: Readonly<Record<string, unknown>>
  readonly violations: readonly Violation[]
}

export interface NativeReply {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
}

/** One way in, compiled. */
export interface Inbound {
  readonly spec: InboundSpec
  readonly reading: Reading
  /** The message of a call that was read. */
  decode(observed: Observed): Received
  receive(call: IncomingCall): Promise<Received>
  /** @throws Fault `message-not-encodable` when the reply cannot be written. */
  accepted(canonical: object): NativeReply
  refused(violations: readonly Violation[]): NativeReply
}

/** Reading a call must not outlast the patience of whoever makes it. */
const readingMs = 10_000

/** @throws AdapterFault when a reply makes no sense. */
export function compileInbound(spec: InboundSpec, { manifest, maps }: Bundle, settings: Settings): Inbound {
  const table = maps.get(spec.map)
  if (table === undefined) throw new AdapterFault(`there is no field table maps/${spec.map}.csv`)
  const { transport } = manifest
  // A platform that speaks X-Road outward calls in plainly, through our own security server.
  const { xRoad: _, ...reading } = readingOf({ ...transport, unwrap: spec.unwrap ?? [] })
  const [accepted, refused] = [spec.replies.accepted, spec.replies.refused].map(reply =>
    compileReply(reply, transport, settings),
  ) as [(canonical: object) => NativeReply, (canonical: object) => NativeReply]
  const decode = (observed: Observed) => readMessage(observed, spec.at ?? '', table)
  return {
    spec,
    reading,
    decode,
    async receive({ headers, body }) {
      const call = { event: 'answer', status: 200, headers, body } as const
      return decode(await observeAside(call, reading, new Date(), readingMs))
    },
    accepted,
    refused: violations =>
      refused({
        count: violations.length,
        places: violations.map(({ pointer }) => pointer || '/').join(', '),
      }),
  }
}

/** A message in the platform's words, wherever it stands, in ours. */
export function readMessage(observed: Observed, pointer: string, table: FieldTable): Received {
  const native = observed.ruled?.final === true ? undefined : valueAt(observed, pointer)
  if (typeof native === 'object' && native !== null && !Array.isArray(native)) return table.decode(native)
  const message = { vi: 'không phải là một thông điệp đọc được', en: 'is no message that can be read' }
  return { canonical: {}, violations: [{ pointer, message }] }
}

function compileReply(
  { status = 200, encoding = 'json', body = {} }: ReplySpec,
  { namespaces = {} }: Transport,
  settings: Settings,
): (canonical: object) => NativeReply {
  const template = compileTemplate(body, settings)
  return canonical => ({
    status,
    contentType: contentTypes[encoding],
    body: encodeBody(template({ standing: 'unsure', canonical }), encoding, namespaces),
  })
}
