import { canonicalSchemas } from '../../contract/schemas.ts'
import { dossierViolations, messageViolations, stepViolations } from '../../contract/validate.ts'
import { AdapterFault } from '../adapter-fault.ts'
import { loginOf } from '../auth/spec.ts'
import type { Reply } from '../egress/reply.ts'
import { compileEvidence, conclude } from '../evidence.ts'
import { compileFileAnswer } from '../file-answer.ts'
import { readMessage } from '../inbound.ts'
import { violationsOf } from '../json-schema.ts'
import { isOutcome, type Judging, judge } from '../judge.ts'
import type { Row } from '../mapping/rows.ts'
import { observe } from '../observe.ts'
import type { Observed } from '../observed.ts'
import { fillRules } from '../operation.ts'
import type { Standing, Verdict } from '../outcome.ts'
import { allAt } from '../pointer.ts'
import { readingOf } from '../reading.ts'
import { compileTemplate } from '../template.ts'
import type { Bench } from './bench.ts'
import { inboundFaults } from './check-inbound.ts'
import { differences, isRecord } from './differences.ts'
import type {
  AnswersFixture,
  Fixture,
  MessageFixture,
  ProbesFixture,
  RecordedAnswer,
  RefusalFixture,
} from './fixture.ts'

/** Everything wrong with the adapter by one fixture. Empty: it passes. */
export function faultsOf(fixture: Fixture, bench: Bench): string[] {
  switch (fixture.kind) {
    case 'message':
      return messageFaults(fixture, bench)
    case 'refusal':
      return refusalFaults(fixture, bench)
    case 'answers':
      return answerFaults(fixture, bench)
    case 'probes':
      return probeFaults(fixture, bench)
    case 'inbound':
      return inboundFaults(fixture, bench)
  }
}

function messageFaults(
  fixture: MessageFixture,
  { bundle, settings, nativeSchemas, operation: find }: Bench,
): string[] {
  const operation = find(fixture.operation)
  const { spec } = operation
  const table = bundle.maps.get(spec.map ?? '')
  if (table === undefined) return [`${fixture.operation} has no field table`]
  const faults = canonicalFaults(fixture.canonical, spec.carries)
  const encoded = operation.encode(fixture.canonical)
  faults.push(...encoded.violations.map(({ pointer, message }) => `${pointer} ${message.en}`))
  faults.push(...differences('native', encoded.native, fixture.native))
  const losses = encoded.losses.map(({ canonical, codec }) => ({ canonical, codec }))
  faults.push(...differences('losses', losses, fixture.losses ?? []))
  const validator = nativeSchemas.get(spec.schema ?? '')
  if (validator !== undefined && !validator(fixture.native)) {
    faults.push(...violationsOf(validator).map(({ pointer, message }) => `native ${pointer} ${message.en}`))
  }
  // A message of which the platform takes some members cannot be read back.
  if (spec.sends === undefined) {
    const decoded = table.decode(fixture.native)
    faults.push(...decoded.violations.map(({ pointer, message }) => `decoding ${pointer} ${message.en}`))
    const expected = fixture.decodes ?? withoutIgnored(fixture.canonical, table.rows)
    faults.push(...differences('decoded', decoded.canonical, expected))
  }
  if (fixture.request !== undefined) {
    const { standing, session, recordId, body } = fixture.request
    const filling = { standing, session, recordId, canonical: fixture.canonical, encoded: encoded.native }
    const filled: unknown = JSON.parse(JSON.stringify(compileTemplate(spec.request.body, settings)(filling)))
    faults.push(...differences('request', filled, body))
  }
  return faults
}

function refusalFaults(fixture: RefusalFixture, { operation }: Bench): string[] {
  const { violations } = operation(fixture.operation).encode(fixture.canonical)
  return differences(
    'refused',
    violations.map(violation => violation.pointer).sort(),
    [...fixture.pointers].sort(),
  )
}

function answerFaults(fixture: AnswersFixture, bench: Bench): string[] {
  const judging = judgingOf(fixture.operation, bench)
  return fixture.answers.flatMap(({ about, told = 'absent', answer, outcome, says, hides = [] }) => {
    const verdict = verdictOf(answer, told, judging, fixture.canonical ?? {}, bench)
    bench.reached.add(`${fixture.operation}/${verdict.rule}`)
    const names = Object.keys(outcome) as (keyof typeof outcome)[]
    const actual = Object.fromEntries(names.map(name => [name, verdict[name]]))
    const shown = `${verdict.message?.vi ?? ''} ${verdict.message?.en ?? ''}`
    return [
      ...differences('outcome', actual, outcome),
      ...(says === undefined ? [] : saysFaults(fixture.operation, answer, says, bench)),
      ...(names.includes('kind') && names.includes('rule') ? [] : ['must expect a kind and a rule']),
      ...hides.filter(word => shown.includes(word)).map(() => 'the message shows what it must hide'),
    ].map(fault => `${about}: ${fault}`)
  })
}

/** An answer in our words, as `ask` gives it. */
function saysFaults(name: string, answer: RecordedAnswer, says: object, bench: Bench): string[] {
  const spec = bench.bundle.manifest.operations[name]?.answer
  if (spec?.file !== undefined) {
    const file = compileFileAnswer(spec.file, bench.settings)(observed(answer, bench))
    return differences('says', file === undefined ? {} : { type: file.type, bytes: file.bytes.length }, says)
  }
  const table = bench.bundle.maps.get(spec?.map ?? '')
  if (table === undefined) return [`${name} has no answer that is mapped`]
  const { canonical, violations } = readMessage(
    observed(answer, bench),
    bench.operation(name).answerAt,
    table,
  )
  return [
    ...violations.map(({ pointer, message }) => `answer ${pointer} ${message.en}`),
    ...differences('says', canonical, says),
  ]
}

function probeFaults(fixture: ProbesFixture, bench: Bench): string[] {
  const { settings } = bench
  const operation = bench.operation(fixture.operation)
  const { probe } = operation.spec
  if (probe === undefined) return [`${fixture.operation} has no probe`]
  const judging = judgingOf(probe.operation, bench)
  const read = compileEvidence(probe.evidence, settings)
  const { native } = operation.encode(fixture.canonical)
  return fixture.probes.flatMap(({ about, answer, found }) => {
    const verdict = verdictOf(answer, 'unsure', judging, fixture.canonical, bench)
    bench.reached.add(`${probe.operation}/${verdict.rule}`)
    const concluded = isOutcome(verdict) ? conclude(verdict, observed(answer, bench), native, read) : 'unsure'
    return differences('found', concluded, found).map(fault => `${about}: ${fault}`)
  })
}

function judgingOf(name: string, { bundle, settings, operation }: Bench): Judging {
  const { auth, transport } = bundle.manifest
  if (name !== 'auth') return operation(name).judging
  const login = loginOf(auth)
  if (login === undefined) throw new AdapterFault('the adapter has no login')
  const code = transport.code === undefined ? {} : { code: transport.code }
  return { rules: fillRules(login.outcomes, settings), asks: true, ...code }
}

function verdictOf(
  answer: RecordedAnswer,
  told: Standing,
  judging: Judging,
  canonical: object,
  bench: Bench,
): Verdict {
  const { sensitive } = bench.bundle.manifest
  const hidden = () => sensitive.flatMap(pointer => allAt(canonical, pointer)).map(String)
  return judge(observed(answer, bench), { standing: told, sensitive: hidden }, judging)
}

function observed(answer: RecordedAnswer, { bundle }: Bench): Observed {
  return observe(toReply(answer), readingOf(bundle.manifest.transport), new Date(0))
}

export function toReply({ event = 'answer', status = 200, headers = {}, body, text }: RecordedAnswer): Reply {
  switch (event) {
    case 'answer':
      return { event, status, headers, body: Buffer.from(text ?? JSON.stringify(body ?? null)) }
    case 'too-large':
      return { event, status, bytes: 0 }
    case 'timeout':
      return { event }
    default:
      return { event, cause: 'FIXTURE' }
  }
}

/** Fixtures show what the gateway hands over: a valid message of ours plus what the catalogue adds. */
function canonicalFaults(
  canonical: Readonly<Record<string, unknown>>,
  carries: string | undefined,
): string[] {
  if (carries === undefined || !canonicalSchemas.has(carries)) return []
  if (carries !== 'dossier' && carries !== 'step')
    return messageViolations(carries, canonical).map(
      ({ pointer, message: m }) => `canonical ${pointer} ${m.en}`,
    )
  const { code: _code, dossier: _dossier, ...message } = canonical
  if (carries === 'step')
    return stepViolations(message).map(({ pointer, message: m }) => `canonical ${pointer} ${m.en}`)
  const { nationalCode: _nationalCode, ...procedure } = (message.procedure ?? {}) as Record<string, unknown>
  return dossierViolations({ ...message, procedure }).map(
    ({ pointer, message: m }) => `canonical ${pointer} ${m.en}`,
  )
}

/** What the table leaves out on purpose cannot come back, nor what holds nothing else. */
function withoutIgnored(canonical: object, rows: readonly Row[]): object {
  const copy = structuredClone(canonical)
  for (const row of rows) {
    if (row.ignored !== undefined && row.canonical !== '') drop(copy, row.canonical.split('.'))
  }
  return copy
}

/** @param names of a path, where `fees[]` is every item of a list */
function drop(node: unknown, [name = '', ...rest]: readonly string[]): void {
  const member = name.replace(/\[\]$/, '')
  if (!isRecord(node) || !(member in node)) return
  if (rest.length > 0) {
    const below = node[member]
    const items = Array.isArray(below) ? below : [below]
    for (const item of items) drop(item, rest)
    if (!items.every(item => isRecord(item) && Object.keys(item).length === 0)) return
  }
  delete node[member]
}
