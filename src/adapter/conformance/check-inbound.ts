import { X509Certificate } from 'node:crypto'
import { codeViolations, messageViolations } from '../../contract/validate.ts'
import { catalog, type ErrorCode } from '../../errors/catalog.ts'
import { Fault } from '../../errors/fault.ts'
import { AdapterFault } from '../adapter-fault.ts'
import { asAnswer, compileInbound, type Inbound, type NativeReply, type Received } from '../inbound.ts'
import type { ReadCall } from '../inbound-auth.ts'
import { clientCertificate } from '../inbound-certificate.ts'
import { violationsOf } from '../json-schema.ts'
import { observe } from '../observe.ts'
import { at } from '../pointer.ts'
import type { SubmissionSaid } from '../submission-said.ts'
import type { Bench } from './bench.ts'
import { differences } from './differences.ts'
import type { InboundFixture, Submitted } from './fixture.ts'

type Call = InboundFixture['calls'][number]

/** Calls of the platform: admitted or not, read as expected, and answered in its words. */
export function inboundFaults({ operation, calls }: InboundFixture, bench: Bench): string[] {
  const { bundle, settings } = bench
  const spec = bundle.manifest.inbound?.[operation]
  if (spec === undefined) return [`${operation} is not among the manifest's inbound`]
  const inbound = compileInbound(spec, bundle, settings)
  const faults = calls.flatMap(call =>
    callFaults(call, inbound, bench).map(fault => `${call.about}: ${fault}`),
  )
  const { auth } = spec
  const open = auth === undefined || ('kind' in auth && auth.kind === 'none')
  return open || calls.some(({ admitted }) => admitted === false)
    ? faults
    : [...faults, 'no call shows who is not admitted ("admitted": false)']
}

function callFaults(call: Call, inbound: Inbound, bench: Bench): string[] {
  const { method = 'POST', headers = {}, query = {}, secret, address = '', certificate, body, text } = call
  const incoming = {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    query,
    address,
    ...(certificate === undefined
      ? {}
      : { certificate: clientCertificate(new X509Certificate(certificate)) }),
    ...(secret === undefined ? {} : { secret }),
    body: Buffer.from(text ?? JSON.stringify(body ?? null)),
  }
  const read = inbound.readFrom(incoming, observe(asAnswer(incoming), inbound.reading, new Date(0)))
  const { admitted = true } = call
  // Where that is not decided yet, what it would say is shown all the same.
  const faults =
    inbound.spec.auth === undefined ? [] : differences('admitted', inbound.admits(read), admitted)
  if (!admitted) return [...faults, ...replyFaults(call, inbound.unauthorised())]
  return [...faults, ...messageFaults(call, read, inbound, bench)]
}

function messageFaults(call: Call, read: ReadCall, inbound: Inbound, { nativeSchemas }: Bench): string[] {
  const { spec } = inbound
  const messages = inbound.messages(read)
  const expected = call.rows ?? [call]
  const violations = messages.flatMap(message => message.violations)
  const schema = nativeSchemas.get(spec.schema ?? '')
  const fits =
    violations.length > 0 || schema === undefined || rowsOf(read, spec.each).every(row => schema(row))
  return [
    ...differences('messages', messages.length, expected.length),
    ...expected.flatMap(({ canonical, pointers, key }, index) => [
      ...(canonical === undefined && pointers === undefined
        ? ['must expect a canonical message or pointers']
        : []),
      ...differences(
        'unread',
        messages[index]?.violations.map(({ pointer }) => pointer).sort(),
        [...(pointers ?? [])].sort(),
      ),
      ...(canonical === undefined ? [] : differences('canonical', messages[index]?.canonical, canonical)),
      ...(key === undefined ? [] : differences('key', keyOf(inbound, messages[index]), key)),
    ]),
    ...messages.flatMap((message, index) => unfit(message, expected[index]?.came, inbound)),
    ...(fits ? [] : violationsOf(schema).map(({ pointer, message }) => `native ${pointer} ${message.en}`)),
    ...replyFaults(call, replyOf(call, messages, inbound)),
  ]
}

function rowsOf({ native }: ReadCall, each: string | undefined): unknown[] {
  if (each === undefined) return [native]
  const list = at(native, each)
  return Array.isArray(list) ? list : [list]
}

function keyOf(inbound: Inbound, message: Received | undefined): string | undefined {
  if (message === undefined) return undefined
  return inbound.spec.submits === undefined
    ? inbound.keyOf(message.canonical)
    : inbound.idempotencyKey(message)
}

/** What is submitted must be what the agency API takes, unless the fixture says that it is refused. */
function unfit(
  { canonical, violations }: Received,
  came: Submitted | undefined,
  { spec: { submits } }: Inbound,
): string[] {
  if (submits === undefined || violations.length > 0 || came?.fault !== undefined) return []
  const name = submits.as === 'dossier' ? 'code' : 'dossier'
  const { [name]: code, ...content } = canonical
  return [...codeViolations(code, `/${name}`), ...messageViolations(submits.as, content)].map(
    ({ pointer, message }) => `the gateway would refuse ${pointer || '/'}: it ${message.en}`,
  )
}

function saidOf(message: Received, { reply, fault }: Submitted, inbound: Inbound): SubmissionSaid {
  if (message.violations.length > 0) return inbound.refusal(message)
  if (fault === undefined) return { result: 'accepted', ...reply }
  const { code, params = {}, pointers = [] } = fault
  if (!Object.hasOwn(catalog, code)) throw new AdapterFault(`there is no error ${code}`)
  const violations = pointers.map(pointer => ({ pointer, message: { vi: '', en: '' } }))
  return { ...inbound.refusal(message, new Fault(code as ErrorCode, { params, violations })), ...reply }
}

/** As the gateway answers when its use case says what the fixture says. */
function replyOf(
  { said = {}, answer, came = {}, rows = [] }: Call,
  messages: ReturnType<Inbound['messages']>,
  inbound: Inbound,
): NativeReply {
  if (inbound.spec.submits !== undefined && said.failed !== true) {
    const told = messages.map((message, index) => {
      return { message, said: saidOf(message, rows[index]?.came ?? came, inbound) }
    })
    const [first] = told
    if (inbound.spec.each !== undefined || first === undefined) return inbound.submittedRows(told)
    return inbound.submitted(first.said)
  }
  const violations = messages.flatMap(message => message.violations)
  if (inbound.spec.each !== undefined)
    return inbound.replyToRows(messages.map(one => ({ ...one, said: said.reply ?? {} })))
  const [{ canonical } = { canonical: {} }] = messages
  const all = { ...canonical, ...said.reply }
  if (violations.length > 0) return inbound.refused(violations, all)
  if (said.failed === true) return inbound.failed()
  if (said.refused !== undefined)
    return inbound.refused(
      said.refused.map(pointer => ({ pointer, message: { vi: '', en: '' } })),
      all,
    )
  if (said.duplicate === true) return inbound.duplicate(all)
  return answer === undefined ? inbound.accepted(all) : inbound.answered(answer)
}

function replyFaults({ reply: { status = 200, body, text } }: Call, given: NativeReply): string[] {
  const said = given.body.toString()
  return [
    ...differences('reply status', given.status, status),
    ...(text === undefined ? [] : differences('reply', said, text)),
    ...(body === undefined ? [] : differences('reply', JSON.parse(said) as unknown, body)),
  ]
}
