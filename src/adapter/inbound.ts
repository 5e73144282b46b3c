import { Fault, type Violation } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import { type Admission, compileInboundAuth, type IncomingCall, type ReadCall } from './inbound-auth.ts'
import type { InboundSpec, ReplySpec } from './inbound-spec.ts'
import type { Bundle } from './load.ts'
import { nativePlace } from './mapping/native-place.ts'
import type { FieldTable } from './mapping/table.ts'
import { observeAside } from './observe.ts'
import { type Observed, valueAt } from './observed.ts'
import { at } from './pointer.ts'
import { type Reading, readingOf } from './reading.ts'
import type { Settings } from './settings.ts'
import { soapFault } from './soap-view.ts'
import { type SubmissionSaid, saidProblem } from './submission-said.ts'
import { compileTemplate, fillText } from './template.ts'
import { contentTypes, encodeHeld } from './transport/body.ts'
import { type SoapVersion, soapHeaders, writeEnvelope } from './transport/soap.ts'
import type { Transport } from './transport/spec.ts'
import { type Namespaces, withoutAsides } from './xml/index.ts'

/** A platform's message in our words. Not to be kept while there are violations; their pointers are into the native message. */
export interface Received {
  readonly canonical: Readonly<Record<string, unknown>>
  readonly violations: readonly Violation[]
  /** Of a call that comes in: the message as it came, and where the list holds it, if it is one of many. */
  readonly native?: object
  readonly place?: string
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
  /** Of a call that submits: the client that it is, the key under which it is sent, and what it came to. */
  readonly client: string
  idempotencyKey(message: Received): string | undefined
  submitted(said: SubmissionSaid): NativeReply
  /** The same of rows: what each came to, beside it. */
  submittedRows(rows: readonly { readonly message: Received; readonly said: SubmissionSaid }[]): NativeReply
  /** That a message is refused, as the reply tells it: canonical places as native ones. Without a fault: it cannot be read. */
  refusal(message: Received, fault?: Fault): SubmissionSaid
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
  const duplicated = replies.duplicate === undefined ? accepted : compile(replies.duplicate)
  const unauthorised = compile(replies.unauthorised ?? { status: 401 })
  const failed = compile(replies.failed ?? { status: 503 })
  const key = spec.deduplicate === undefined ? undefined : compileTemplate(spec.deduplicate, settings)
  const answer = maps.get(spec.answer?.map ?? '')
  const { submits } = spec
  const idempotency =
    submits?.idempotencyKey === undefined ? undefined : compileTemplate(submits.idempotencyKey, settings)
  /** An answer in the platform's words, for `{encoded}`. */
  const written = (canonical: object): object => {
    const encoded = answer?.encode(canonical)
    if (encoded === undefined) return {}
    if (encoded.violations.length === 0) return submits === undefined ? encoded.native : said(encoded.native)
    const places = placesOf(encoded.violations)
    throw new Fault('message-not-encodable', { params: { count: encoded.violations.length, places } })
  }
  const readFrom = (call: IncomingCall, observed: Observed): ReadCall => {
    const native = nativeAt(observed, spec.at ?? '')
    return { call, observed, native: observed.xml ? withoutAsides(native) : native }
  }
  const read = async (call: IncomingCall) =>
    readFrom(call, await observeAside(asAnswer(call), reading, new Date(), readingMs))
  const messages = ({ native }: ReadCall) => messagesOf(native, spec, table)
  const replyToRows = (judged: readonly JudgedRow[]): NativeReply => {
    const rows = judged.map(({ canonical, said, violations }) => {
      const places = placesOf(violations)
      const native = submits === undefined ? {} : { native: written(said) }
      return { ...canonical, ...said, ...native, places, taken: violations.length === 0 }
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
  }
  return {
    spec,
    reading,
    ...compileInboundAuth(spec.auth, settings),
    read,
    readFrom,
    messages,
    async receive(call) {
      const [{ canonical, violations } = unreadable(spec.at ?? '')] = messages(await read(call))
      return { canonical, violations }
    },
    keyOf: canonical => {
      const value = key?.({ standing: 'unsure', canonical })
      return value === undefined ? undefined : String(value)
    },
    accepted,
    duplicate: duplicated,
    refused: (violations, said = {}) =>
      refused({ ...said, count: violations.length, places: placesOf(violations) }),
    replyToRows,
    client: submits === undefined ? '' : fillText(submits.client, settings),
    idempotencyKey({ native = {} }) {
      const key = idempotency?.({ standing: 'unsure', canonical: {}, encoded: native })
      return key === undefined || key === '' ? undefined : String(key)
    },
    submitted(said) {
      const { result, problem } = said
      const places = problem?.violations.map(({ place }) => place).join(', ')
      const reply = { accepted, unchanged: duplicated, refused }[result]
      return reply({ ...said, places, count: problem?.violations.length ?? 0 }, written(said))
    },
    submittedRows: rows =>
      replyToRows(rows.map(({ message, said }, index) => judgedOf(message, { ...said, row: index + 1 }))),
    refusal(message, fault) {
      const code = message.canonical.code ?? message.canonical.dossier
      const known = typeof code === 'string' ? { dossier: code } : {}
      return { result: 'refused', ...known, problem: problemOf(message, fault, table) }
    },
    answered: canonical => accepted(canonical, written(canonical)),
    unauthorised: () => unauthorised({}),
    failed: () => failed({}),
  }
}

/** Without the groups in which nothing stands: an empty "error" looks like an error to the systems that look for one. */
function said(native: object): object {
  return Object.fromEntries(
    Object.entries(native).filter(
      ([, value]) => !isObject(value) || Object.values(value).some(its => [its].flat()[0] !== undefined),
    ),
  )
}

function problemOf({ violations: all, place = '' }: Received, fault: Fault | undefined, table: FieldTable) {
  if (fault !== undefined) {
    const violations = fault.violations.map(({ pointer, message }) => {
      return { pointer: place + nativePlace(table.rows, pointer), message }
    })
    return saidProblem(fault, violations)
  }
  // A code that is not in its table is missing as well: the first says why.
  const violations = all.filter(
    ({ pointer }, index) => all.findIndex(one => one.pointer === pointer) === index,
  )
  return saidProblem(
    new Fault('body-invalid', { params: { count: violations.length }, violations }),
    violations,
  )
}

function judgedOf({ canonical, place = '' }: Received, said: SubmissionSaid): JudgedRow {
  const { problem } = said
  if (problem === undefined) return { canonical, said, violations: [] }
  const places = problem.violations.map(one => one.place)
  const message = { vi: problem.detail, en: problem.code }
  const violations = (places.length > 0 ? places : [place]).map(pointer => ({ pointer, message }))
  return { canonical, said, violations }
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
  const read = (message: unknown, place: string): Received => {
    if (!isObject(message)) return unreadable(place || where)
    const { canonical, violations } = table.decode(message)
    return {
      ...{ canonical, native: message, place },
      violations: violations.map(one => ({ ...one, pointer: place + one.pointer })),
    }
  }
  if (each === undefined) return [read(native, '')]
  const list = at(native, each)
  // XML does not tell a list of one from a single member.
  const rows = Array.isArray(list) ? list : isObject(list) ? [list] : undefined
  if (rows === undefined) return [unreadable(`${where}${each}`)]
  return rows.map((row, index) => read(row, `${where}${each}/${index}`))
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
  transport: Transport,
  settings: Settings,
): (canonical: object, encoded?: object) => NativeReply {
  const template = compileTemplate(body, settings)
  const { namespaces = {} } = transport
  const fill = (canonical: object, encoded: object) => template({ standing: 'unsure', canonical, encoded })
  if (encoding !== 'soap')
    return (canonical, encoded = {}) => ({
      status,
      contentType: contentTypes[encoding],
      body: encodeHeld(fill(canonical, encoded), encoding, namespaces),
    })
  const version = transport.kind === 'soap' ? transport.version : '1.1'
  return (canonical, encoded = {}) => ({
    status,
    contentType: soapHeaders(version, '')['content-type'] ?? contentTypes.xml,
    body: Buffer.from(envelopeOf(version, fill(canonical, encoded) as object, namespaces)),
  })
}

/** `{"fault": {"code": "Client", "text": …}}` is a SOAP fault, as outcome rules see one. */
function envelopeOf(version: SoapVersion, content: object, namespaces: Namespaces): string {
  const { fault, ...others } = content as { fault?: { code?: unknown; text?: unknown } }
  if (fault === undefined || Object.keys(others).length > 0)
    return writeEnvelope(version, undefined, content, namespaces)
  // A default namespace would make strangers of the fault's members, which have none.
  return writeEnvelope(version, undefined, soapFault(version, fault), {})
}
