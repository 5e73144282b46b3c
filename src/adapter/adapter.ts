import { Fault } from '../errors/fault.ts'
import { AdapterFault, inFile } from './adapter-fault.ts'
import { clientCertificate } from './auth/client-certificate.ts'
import { type GrantStore, memoryGrants } from './auth/grants.ts'
import { openAuth } from './auth/open.ts'
import { memoryTokens, type TokenStore } from './auth/tokens.ts'
import type { Files } from './bundle/files.ts'
import { carriersOf } from './carriers.ts'
import { type Egress, openEgress } from './egress/egress.ts'
import { originsOf } from './egress/hosts.ts'
import { compileEvidence, conclude } from './evidence.ts'
import { type ExchangeResult, exchange, type Line } from './exchange.ts'
import { fromCatalog } from './from-catalog.ts'
import { compileInbound } from './inbound.ts'
import { type Limits, limitsOf } from './limits.ts'
import { type Bundle, type Loading, loadFiles, loadFolder } from './load.ts'
import { type Logger, silent } from './logger.ts'
import type { Manifest, OperationSpec } from './manifest.ts'
import type { Encoded } from './mapping/table.ts'
import type { Observed } from './observed.ts'
import { compileOperation, type Operation } from './operation.ts'
import type { Outcome } from './outcome.ts'
import { at } from './pointer.ts'
import type { NumberOrSetting } from './request-spec.ts'
import { secretValues } from './secrets.ts'
import { checkSettings, type Settings } from './settings.ts'
import type { Contents } from './streamed.ts'
import { fillSettings, fillText } from './template.ts'
import { compileRequest, type HttpContext, originOf, type StreamSpec } from './transport/http.ts'
import { type Contract, openContract } from './transport/wsdl/contract.ts'
import type { Adapter, AskContext, CallContext, CallRecord, PreparedAsk } from './types.ts'
import { type Understood, understand } from './understand.ts'

/** What an adapter is given; it has nothing else. */
export interface AdapterHost {
  /** As its manifest asks for them. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Where sessions are shared; absent: within this adapter only. */
  readonly tokens?: TokenStore
  /** Where refresh tokens are kept that are good for one use; absent: in memory, and lost with it. */
  readonly grants?: GrantStore
  /** Networks that are not public and yet may be called: `address/prefix`, or `address/prefix:port`. */
  readonly allowedNetworks?: readonly string[]
  readonly clock?: () => Date
  /** Whose lines name the adapter. */
  readonly log?: Logger
  /** Where contents stand that messages only name; absent: such a message is refused. */
  readonly contents?: Contents
  /** In place of the way out that the manifest asks for: the conformance kit's, which answers from recordings. */
  readonly egress?: Egress
}

/**
 * Opens the adapter in a folder, or one made of files. No call goes out before the first delivery.
 * @throws Fault `adapter-invalid` or `adapter-settings-invalid`; both are the operator's.
 */
export async function openAdapter(
  source: URL | string | Files,
  host: AdapterHost,
  loading?: Loading,
): Promise<Adapter> {
  const bundle =
    typeof source === 'string' || source instanceof URL
      ? await loadFolder(source)
      : loadFiles(source, loading)
  const settings = checkSettings(bundle.manifest, host.settings)
  const contract = await contractOf(bundle)
  return inFile(bundle.manifest.id, 'adapter.json', () => assemble(bundle, settings, host, contract))
}

/** @throws Fault `adapter-invalid` saying why the WSDL is refused. */
export async function contractOf({ manifest, wsdl }: Bundle): Promise<Contract | undefined> {
  const { transport, id } = manifest
  if (transport.kind !== 'soap' || transport.wsdl === undefined) return undefined
  const file = transport.wsdl
  try {
    return await openContract(file, wsdl)
  } catch (error) {
    if (error instanceof AdapterFault)
      throw new AdapterFault(error.reason, { adapter: id, file: `wsdl/${file}` })
    throw error
  }
}

function unknownOperation(adapter: string, operation: string): Fault {
  return new Fault('adapter-operation-unknown', { params: { adapter, operation } })
}

interface Wired {
  readonly operation: Operation
  readonly line: Line
}

function assemble(
  bundle: Bundle,
  settings: Settings,
  host: AdapterHost,
  contract: Contract | undefined,
): Adapter {
  const { manifest } = bundle
  const clock = host.clock ?? (() => new Date())
  const number = (value: NumberOrSetting) => numberOf(value, settings)
  const limits = limitsOf(manifest, number)
  const egress = host.egress ?? egressOf(manifest, settings, host, limits)
  const http: HttpContext = { transport: manifest.transport, settings, egress, clock, contract }
  const log = host.log ?? silent
  const tokens = host.tokens ?? memoryTokens()
  const grants = host.grants ?? memoryGrants()
  const auth = openAuth({ manifest, settings, egress, transport: http, tokens, grants, clock, log, number })
  const secrets = secretValues(manifest, settings)
  const wired = new Map<string, Wired>()
  for (const [name, spec] of Object.entries(manifest.operations)) {
    const operation = compileOperation(name, bundle, settings)
    const send = compileRequest(spec.request, http, streamsOf(spec, limits, number))
    const { sensitive } = manifest
    wired.set(name, {
      operation,
      line: { auth, send, sensitive, secrets, log },
    })
  }
  const inbound = new Map(
    Object.entries(manifest.inbound ?? {}).map(([name, spec]) => [
      name,
      compileInbound(spec, bundle, settings),
    ]),
  )
  const find = (name: string): Wired => {
    const found = wired.get(name)
    if (found === undefined) throw unknownOperation(manifest.id, name)
    return found
  }
  const carriers = carriersOf(manifest, settings)
  const probes = new Map(
    Object.entries(manifest.operations).flatMap(([name, { probe }]) =>
      probe === undefined
        ? []
        : [[name, { spec: probe, judge: compileEvidence(probe.evidence, settings) }] as const],
    ),
  )

  const hear = (
    result: ExchangeResult,
    operation: Operation,
    canonical: object,
    { release, correlationId }: AskContext,
  ): Understood => {
    const table = bundle.maps.get(operation.spec.answer?.map ?? '')
    const said = understand(result, operation, table, canonical, release)
    if (said.outcome !== result.outcome && said.outcome.code === 'platform-reply-crossed')
      log.error(
        { operation: operation.name, correlationId, rule: said.outcome.rule },
        'an answer belongs to another question',
      )
    return said
  }

  const prepare = (name: string, canonical: object): PreparedAsk => {
    const { operation, line } = find(name)
    const encoded = operation.encode(canonical)
    return {
      violations: encoded.violations,
      async ask(context) {
        const record = startRecord(clock)
        if (encoded.violations.length > 0) return { record: record(notEncodable(encoded), encoded) }
        const result = await exchange(operation, line, fillingOf(canonical, encoded, context, host), context)
        const { outcome, answer, file } = hear(result, operation, canonical, context)
        const done = record(result, encoded, outcome)
        if (file !== undefined) return { record: done, file }
        return answer === undefined ? { record: done } : { record: done, answer }
      },
    }
  }

  return {
    id: manifest.id,
    version: manifest.version,
    manifest,
    base: fillText(manifest.transport.base, settings),
    operations: new Map(Object.entries(manifest.operations)),
    limits: { concurrency: limits.concurrency, timeoutMs: limits.timeoutMs },
    retry: {
      firstMs: number(manifest.retry.firstMs),
      factor: number(manifest.retry.factor),
      capMs: number(manifest.retry.capMs),
      giveUpAfterMs: number(manifest.retry.giveUpAfterMs),
    },
    ...(Array.isArray(settings.agencies) ? { agencies: settings.agencies.map(String) } : {}),
    operationFor: kind => carriers.find(carrier => carrier.kind === kind)?.name,
    operationsFor: (kind, canonical) =>
      carriers.filter(carrier => carrier.kind === kind && carrier.fits(canonical)).map(({ name }) => name),
    orderingKey(name, canonical) {
      const key = at(canonical, find(name).operation.spec.orderingKey ?? '/-')
      if (typeof key !== 'string' || key === '') throw unknownOperation(manifest.id, name)
      return key
    },
    check: (name, canonical) => find(name).operation.check(canonical),
    async deliver(name, canonical, context) {
      const { operation, line } = find(name)
      const record = startRecord(clock)
      const encoded = operation.encode(canonical)
      if (encoded.violations.length > 0) return record(notEncodable(encoded), encoded)
      const result = await exchange(operation, line, fillingOf(canonical, encoded, context, host), context)
      const said = hear(result, operation, canonical, context)
      const done = record(result, encoded, said.outcome)
      return said.answer === undefined ? done : { ...done, answer: said.answer }
    },
    inbound,
    async ask(name, canonical, context) {
      return prepare(name, canonical).ask(context)
    },
    prepare,
    async probe(name, canonical, context) {
      const { operation } = find(name)
      const probe = probes.get(name)
      if (probe === undefined) throw unknownOperation(manifest.id, `${name} (probe)`)
      const ask = find(probe.spec.operation)
      const record = startRecord(clock)
      const question = Object.fromEntries(
        Object.entries(probe.spec.with).map(([member, pointer]) => [member, at(canonical, pointer)]),
      )
      const encoded = ask.operation.encode(question)
      const result = await exchange(
        ask.operation,
        ask.line,
        fillingOf(question, encoded, context, host),
        context,
      )
      const { native } = operation.encode(canonical)
      const found = conclude(result.outcome, result.observed, native, probe.judge)
      return { found, record: record(result, encoded) }
    },
    whenUnsure: name => find(name).operation.whenUnsure,
    close: () => egress.close(),
  }
}

function egressOf(manifest: Manifest, settings: Settings, host: AdapterHost, limits: Limits): Egress {
  const { transport, hosts, tls, auth } = manifest
  return openEgress({
    origins: hosts === undefined ? [originOf(transport, settings)] : originsOf(hosts, settings),
    ...limits,
    tls: { ca: fillText(tls?.ca ?? '', settings), ...clientCertificate(auth, settings) },
    secrets: secretValues(manifest, settings),
    ...(host.allowedNetworks === undefined ? {} : { allowedNetworks: host.allowedNetworks }),
    ...(host.clock === undefined ? {} : { clock: host.clock }),
    ...(host.log === undefined ? {} : { log: host.log }),
  })
}

function numberOf(value: NumberOrSetting, settings: Settings): number {
  const number = fillSettings(value, settings)
  if (typeof number !== 'number') throw new AdapterFault(`${value} is not a number`)
  return number
}

function fillingOf(
  canonical: object,
  encoded: Encoded,
  { standing, recordId, sink }: CallContext & Pick<AskContext, 'sink'>,
  { contents }: AdapterHost,
) {
  return { standing, recordId, canonical, encoded: encoded.native, contents, sink }
}

/** What of an answer may stream. */
function streamsOf(
  { answer }: OperationSpec,
  { responseBytes }: Limits,
  number: (value: NumberOrSetting) => number,
): StreamSpec | undefined {
  if (answer?.whole !== undefined) return { kind: 'whole', most: number(answer.whole.bytes) }
  if (answer?.streams === undefined) return undefined
  const { at: pointer, base64 = false, bytes } = answer.streams
  const path = pointer
    .slice(1)
    .split('/')
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { kind: 'member', path, base64, most: number(bytes), keep: responseBytes }
}

/** A message that cannot be written in the platform's words is not sent, and nothing is made up to fill the gaps. */
function notEncodable({ violations }: Encoded): ExchangeResult {
  const places = violations.map(({ pointer }) => pointer).join(', ')
  const outcome = fromCatalog('refused', 'not-encodable', 'message-not-encodable', {
    count: violations.length,
    places,
  })
  return { outcome, observed: undefined, requestBytes: 0, reauthenticated: false }
}

/** The record's outcome is that of the result, or what was understood of it. */
function startRecord(
  clock: () => Date,
): (result: ExchangeResult, encoded: Encoded, outcome?: Outcome) => CallRecord {
  const startedAt = clock()
  const start = performance.now()
  return ({ outcome, observed, requestBytes, reauthenticated }, { losses }, understood) => ({
    outcome: understood ?? outcome,
    startedAt,
    durationMs: Math.round(performance.now() - start),
    requestBytes,
    responseBytes: observed?.bytes ?? 0,
    losses,
    reauthenticated,
    ...(observed?.status === undefined ? {} : { httpStatus: observed.status }),
    ...evidenceOf(observed),
  })
}

const evidenceHeaders = ['x-road-id', 'x-road-request-id', 'x-road-request-hash']

/** Ids and hashes are short; whatever else stands there is not kept. */
function evidenceOf(observed: Observed | undefined): Pick<CallRecord, 'evidence'> {
  let evidence: Record<string, string> | undefined
  for (const name of evidenceHeaders) {
    const value = observed?.headers[name]
    if (typeof value !== 'string' || !/^[\w.:/+=-]{1,200}$/.test(value)) continue
    evidence ??= {}
    evidence[name] = value
  }
  return evidence === undefined ? nothing : { evidence }
}

const nothing = {}
