import { Fault, type Violation } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import { type Admission, compileInboundAuth, type IncomingCall, type ReadCall } from './inbound-auth.ts'
import type { InboundSpec, ReplySpec } from './inbound-spec.ts'
import type { Bundle } from './load.ts'
import type { FieldTable } from './mapping/table.ts'
import { observeAside } from './observe.ts'
import { type Observed, valueAt } from './observed.ts'
import { at } from './pointer.ts'
import { type Reading, readingOf } from './reading.ts'
import type { Settings } from './settings.ts'
import { compileTemplate } from './template.ts'
import { contentTypes, encodeHeld } from './transport/body.ts'
import type { Transport } from './transport/spec.ts'

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

/** A row with what is wrong with it, if anything, and what the use case said to it. */
export interface JudgedRow extends Received {
  readonly said: object
}

/** One way in, compiled. */
export interface Inbound extends Admission {
  readonly spec: InboundSpec
  readonly reading: Reading
  read(call: IncomingCall): Promise<ReadCall>
  /** The same for a call that was read already. */
  readFrom(call: IncomingCall, observed: Observed): ReadCall
  /** The messages of a call: one, or one for each row. Without a list where rows should be: one that cannot be read. */
  messages(read: ReadCall): Received[]
  receive(call: IncomingCall): Promise<Received>
  /** What a message is known by; undefined: it is not told from others. */
  keyOf(canonical: object): string | undefined
  /** @throws Fault `message-not-encodable` when the reply cannot be written; so do the others. */
  accepted(said: object): NativeReply
  duplicate(said: object): NativeReply
  /** `{canonical.count}` and `{canonical.places}` say how many faults there are, and where. */
  refused(violations: readonly Violation[], said?: object): NativeReply
  /** To a call of rows: accepted, partly or refused, with what became of each. */
  replyToRows(rows: readonly JudgedRow[]): NativeReply
  /** To a question. */
  answered(answer: object): NativeReply
  unauthorised(): NativeReply
  failed(): NativeReply
}

/** Reading a call must not outlast the patience of whoever makes it. */
const readingMs = 10_000

/** @throws AdapterFault when a reply or a setting makes no sense. */
export function compileInbound(spec: InboundSpec, { manifest, maps }: Bundle, settings: Settings): Inbound {
  const table = maps.get(spec.map)
  if (table === undefined) throw new AdapterFault(`there is no field table maps/${spec.map}.csv`)
  const { transport } = manifest
  // A platform that speaks X-Road outward calls in plainly, through our own security server.
  const { xRoad: _, ...reading } = readingOf({ ...transport, unwrap: spec.unwrap ?? [] })
  const { replies } = spec
  const compile = (reply: ReplySpec) => compileReply(reply, transport, settings)
  const accepted = compile(replies.accepted)
  const partly = replies.partly === undefined ? accepted : compile(replies.partly)
  const refused = compile(replies.refused)
  const unauthorised = compile(replies.unauthorised ?? { status: 401 })
  const failed = compile(replies.failed ?? { status: 503 })
  const key = spec.deduplicate === undefined ? undefined : compileTemplate(spec.deduplicate, settings)
  const answer = maps.get(spec.answer?.map ?? '')
  const readFrom = (call: IncomingCall, observed: Observed): ReadCall => {
    return { call, observed, native: nativeAt(observed, spec.at ?? '') }
  }
  const read = async (call: IncomingCall) =>
    readFrom(call, await observeAside(asAnswer(call), reading, new Date(), readingMs))
  const messages = ({ native }: ReadCall) => messagesOf(native, spec, table)
  return {
    spec,
    reading,
    ...compileInboundAuth(spec.auth, settings),
    read,
    readFrom,
    messages,
    async receive(call) {
      const [first = unreadable(spec.at ?? '')] = messages(await read(call))
      return first
    },
    keyOf: canonical => {
      const value = key?.({ standing: 'unsure', canonical })
      return value === undefined ? undefined : String(value)
    },
    accepted,
    duplicate: replies.duplicate === undefined ? accepted : compile(replies.duplicate),
    refused: (violations, said = {}) =>
      refused({ ...said, count: violations.length, places: placesOf(violations) }),
    replyToRows(judged) {
      const rows = judged.map(({ canonical, said, violations }) => {
        return { ...canonical, ...said, places: placesOf(violations), taken: violations.length === 0 }
      })
      const taken = rows.filter(row => row.taken)
      const left = rows.filter(row => !row.taken)
      const told = {
        ...{ rows, accepted: taken, refused: left },
        ...{ count: rows.length, acceptedCount: taken.length, refusedCount: left.length },
      }
      if (left.length === 0) return accepted(told)
      return taken.length > 0
        ? partly(told)
        : refused({ ...told, places: placesOf(judged.flatMap(row => row.violations)) })
    },
    answered(canonical) {
      const encoded = answer?.encode(canonical)
      if (encoded === undefined || encoded.violations.length === 0)
        return accepted(canonical, encoded?.native)
      const places = placesOf(encoded.violations)
      throw new Fault('message-not-encodable', { params: { count: encoded.violations.length, places } })
    },
    unauthorised: () => unauthorised({}),
    failed: () => failed({}),
  }
}

const placesOf = (violations: readonly Violation[]) =>
  violations.map(({ pointer }) => pointer || '/').join(', ')

/** The call as answers are read. Parameters of an address, and of a form, are read as JSON is. */
export function asAnswer({ method, headers, query = {}, body }: IncomingCall) {
  const type = headers['content-type'] ?? ''
  const form = /^application\/x-www-form-urlencoded\b/i.test(type)
  const asJson = (value: object) => ({
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  })
  return {
    event: 'answer',
    status: 200,
    headers,
    body,
    ...(method === 'GET' ? asJson(query) : {}),
    ...(method !== 'GET' && form
      ? asJson(Object.fromEntries(new URLSearchParams(body.toString('utf8'))))
      : {}),
  } as const
}

/** A message in the platform's words, wherever it stands, in ours. */
export function readMessage(observed: Observed, pointer: string, table: FieldTable): Received {
  const native = nativeAt(observed, pointer)
  return isObject(native) ? table.decode(native) : unreadable(pointer)
}

function nativeAt(observed: Observed, pointer: string): unknown {
  return observed.ruled?.final === true ? undefined : valueAt(observed, pointer)
}

function messagesOf(native: unknown, { at: where = '', each }: InboundSpec, table: FieldTable): Received[] {
  if (each === undefined) return [isObject(native) ? table.decode(native) : unreadable(where)]
  const list = at(native, each)
  // XML does not tell a list of one from a single member.
  const rows = Array.isArray(list) ? list : isObject(list) ? [list] : undefined
  if (rows === undefined) return [unreadable(`${where}${each}`)]
  return rows.map((row, index) => {
    const place = `${where}${each}/${index}`
    if (!isObject(row)) return unreadable(place)
    const { canonical, violations } = table.decode(row)
    return { canonical, violations: violations.map(one => ({ ...one, pointer: place + one.pointer })) }
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(pointer: string): Received {
  const message = { vi: 'không phải là một thông điệp đọc được', en: 'is no message that can be read' }
  return { canonical: {}, violations: [{ pointer, message }] }
}

function compileReply(
  { status = 200, encoding = 'json', body = {} }: ReplySpec,
  { namespaces = {} }: Transport,
  settings: Settings,
): (canonical: object, encoded?: object) => NativeReply {
  const template = compileTemplate(body, settings)
  return (canonical, encoded = {}) => ({
    status,
    contentType: contentTypes[encoding],
    body: encodeHeld(template({ standing: 'unsure', canonical, encoded }), encoding, namespaces),
  })
}
