import { isDeepStrictEqual } from 'node:util'
import { openAdapter } from '../adapter.ts'
import type { EgressRequest } from '../egress/egress.ts'
import type { Reply } from '../egress/reply.ts'
import type { Manifest, OperationSpec } from '../manifest.ts'
import type { Outcome, Rule, Standing } from '../outcome.ts'
import { allAt } from '../pointer.ts'
import type { Adapter, CallRecord } from '../types.ts'
import type { Bench } from './bench.ts'
import { toReply } from './check-fixture.ts'
import type { Fixture } from './fixture.ts'
import type { Finding } from './report.ts'
import { keepingLog, loggedIn, scriptedEgress, scriptedSession } from './scripted.ts'

/** What is not an answer must not be one for the adapter either. */
const silences: readonly Reply[] = [
  { event: 'timeout' },
  { event: 'lost', cause: 'CONFORMANCE' },
  { event: 'too-large', status: 200, bytes: 0 },
  { event: 'unsent', cause: 'CONFORMANCE' },
]
/** The ledger's lease on a call and the adapter's patience for it must fit each other. */
const longestMs = 300_000
/** Shorter words turn up in any sentence. */
const shortestSecret = 5

/** The adapter, opened once, before a platform whose answer can be chosen; and all that it has written to its log. */
interface Stage {
  readonly adapter: Adapter
  readonly lines: string[]
  reply: (request: EgressRequest) => Reply
}

/** The checks that make whole calls: every part of the adapter but the network takes part. */
export async function callFindings(bench: Bench, fixtures: readonly Fixture[]): Promise<Finding[]> {
  const stage = await openStage(bench)
  const findings: Finding[] = []
  for (const [name, spec] of Object.entries(bench.bundle.manifest.operations)) {
    const message = messageOf(name, fixtures)
    // Told elsewhere: every operation has a fixture.
    if (message === undefined) continue
    findings.push({ check: 'timeouts', subject: name, faults: await timeoutFaults(name, message, stage) })
    if (spec.direction === 'deliver')
      findings.push({ check: 'replays', subject: name, faults: replayFaults(name, spec, message, bench) })
    const faults = await logFaults(name, message, stage, bench, fixtures)
    findings.push({ check: 'logs', subject: name, faults })
  }
  await stage.adapter.close()
  return findings
}

async function openStage({ bundle, settings }: Bench): Promise<Stage> {
  const { log, lines } = keepingLog()
  const egress = scriptedEgress(request => stage.reply(request))
  const adapter = await openAdapter(bundle.files, { settings, tokens: loggedIn, log, egress })
  const stage: Stage = { adapter, lines, reply: () => ({ event: 'unsent', cause: 'CONFORMANCE' }) }
  return stage
}

/** A message of ours for an operation: that of a message fixture before one that only stands beside answers. */
function messageOf(operation: string, fixtures: readonly Fixture[]): object | undefined {
  const own = fixtures.filter(fixture => fixture.operation === operation)
  const best = own.find(({ kind }) => kind === 'message') ?? own.find(({ kind }) => kind !== 'refusal')
  if (best === undefined) return undefined
  return ('canonical' in best ? best.canonical : undefined) ?? {}
}

async function timeoutFaults(name: string, message: object, stage: Stage): Promise<string[]> {
  const { timeoutMs } = stage.adapter.limits
  const faults =
    timeoutMs < 1 || timeoutMs > longestMs ? [`limits.timeoutMs must be between 1 and ${longestMs}`] : []
  for (const silence of silences) {
    stage.reply = () => silence
    const { outcome } = await stage.adapter.deliver(name, message, {
      standing: 'absent',
      correlationId: 'kit',
    })
    const wanted = silence.event === 'unsent' ? ['retry'] : ['retry', 'unknown']
    if (!wanted.includes(outcome.kind))
      faults.push(`${silence.event} leads to ${outcome.kind} by rule ${outcome.rule}${reasonOf(outcome)}`)
  }
  return faults
}

/** A built-in rule is written down nowhere in the folder: what it found must be told. */
function reasonOf({ code, message }: Outcome): string {
  return code === undefined || message === undefined ? '' : `: ${message.en}`
}

/** Encoding the same message twice gives the same message, and doubt about a call is settled before it is sent again. */
function replayFaults(name: string, spec: OperationSpec, message: object, bench: Bench): string[] {
  const operation = bench.operation(name)
  const before = structuredClone(message)
  const first = operation.encode(message).native
  const faults = isDeepStrictEqual(operation.encode(message).native, first)
    ? []
    : ['the same message is encoded differently the second time']
  if (!isDeepStrictEqual(before, message)) faults.push('encoding changes the message')
  const known = spec.idempotent === true || spec.probe !== undefined || knowsDuplicates(name, bench)
  if (operation.whenUnsure === 'resend' && !known) {
    faults.push(
      'a message in doubt is sent again though nothing tells that the platform takes it once: give it a probe, a rule with the outcome duplicate, "idempotent": true, or "whenUnsure": "hold"',
    )
  }
  return faults
}

function knowsDuplicates(name: string, { bundle }: Bench): boolean {
  const { operations, outcomes } = bundle.manifest
  const rules: readonly Rule[] = [...(operations[name]?.outcomes ?? []), ...outcomes]
  return rules.some(({ outcome, flip }) => outcome === 'duplicate' || flip === true)
}

async function logFaults(
  name: string,
  message: object,
  stage: Stage,
  bench: Bench,
  fixtures: readonly Fixture[],
): Promise<string[]> {
  const secrets = secretsOf(bench.bundle.manifest, message, bench)
  const answers = fixtures
    .flatMap(fixture => (fixture.kind === 'answers' && fixture.operation === name ? fixture.answers : []))
    .map(
      ({ answer }) =>
        () =>
          toReply(answer),
    )
  const records: CallRecord[] = []
  stage.lines.length = 0
  for (const reply of [echo, ...answers]) {
    stage.reply = reply
    for (const standing of ['absent', 'present'] satisfies Standing[]) {
      // What the platform answered is for the use case alone; whoever keeps the record leaves it out.
      const { answer: _, ...kept } = await stage.adapter.deliver(name, message, {
        standing,
        correlationId: 'kit',
      })
      records.push(kept)
    }
  }
  const shown = [...stage.lines, JSON.stringify(records, rounded)].join('\n')
  return [...secrets]
    .filter(([, secret]) => shown.includes(secret))
    .map(([place]) => `the value of ${place} is shown`)
}

/** Durations have a dozen digits, in which any short number turns up by chance. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value
}

/** The worst platform: sends back all that it was sent, as an error. */
function echo({ body, headers }: EgressRequest): Reply {
  const text = body?.toString('utf8') ?? ''
  const answer = { error_code: -1, message: `${text} ${JSON.stringify(headers)}` }
  return { event: 'answer', status: 500, headers: {}, body: Buffer.from(JSON.stringify(answer)) }
}

function secretsOf(manifest: Manifest, message: object, { settings }: Bench): Map<string, string> {
  const personal = manifest.sensitive.flatMap(pointer =>
    allAt(message, pointer).map(value => [pointer, String(value)] as const),
  )
  const sealed = Object.entries(manifest.settings.properties)
    .filter(([, { writeOnly }]) => writeOnly === true)
    .map(([name]) => [`settings.${name}`, String(settings[name] ?? '')] as const)
  return new Map(
    [...personal, ...sealed, ['the session', scriptedSession] as const].filter(
      ([, value]) => value.length >= shortestSecret,
    ),
  )
}
