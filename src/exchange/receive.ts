import { uuidv7 } from 'uuidv7'
import {
  type Adapter,
  at,
  type Inbound,
  type IncomingCall,
  type JudgedRow,
  type NativeReply,
  type Received,
} from '../adapter/index.ts'
import { pilesUpMarks } from '../contract/nfc.ts'
import { Fault } from '../errors/fault.ts'
import { toFault } from '../errors/problem.ts'
import type { Database, Transaction } from '../ledger/database.ts'
import type { Receipts } from '../ledger/received.ts'
import type { Logger } from '../telemetry/log.ts'
import { agenciesOf, type Events } from './events.ts'
import type { Handlers, ReceivedEvent, Verdict } from './handlers.ts'
import { takeSubmissions } from './take-submissions.ts'

export interface PlatformCall extends IncomingCall {
  readonly adapter: string
  readonly inbound: string
  readonly correlationId: string
}

export interface ReceiveParts {
  /** Those that are active: an adapter that is not is not called either. */
  readonly adapters: () => readonly Adapter[]
  readonly database: Database
  readonly receipts: Receipts
  readonly events: Events
  readonly handlers: Handlers
  readonly log: Logger
  readonly clock?: () => Date
}

/** What came of a call, for its log line; never anything of its content. */
type Came = 'accepted' | 'partly' | 'duplicate' | 'refused' | 'unauthorised' | 'failed'
/** Ways in with their names. */
type Ways = readonly [readonly [string, Inbound], ...(readonly [string, Inbound])[]]
type Answered = readonly [came: Came, reply: NativeReply]

/** Use case of a platform that calls in, with a message or a question, in its own words. */
export class Receive {
  readonly #parts: ReceiveParts

  constructor(parts: ReceiveParts) {
    this.#parts = parts
  }

  /** Bytes of a body at the most; undefined: as the gateway takes from anybody. @throws Fault `inbound-unknown` */
  bodyBytes(adapter: string, inbound: string, method: string): number | undefined {
    const sizes = this.#find({ adapter, inbound, method }).map(([, { spec }]) => spec.bodyBytes)
    return sizes.some(size => size === undefined) ? undefined : Math.max(...sizes.map(Number))
  }

  /**
   * Answers in the platform's words whatever happens: it is accepted when the ledger has committed it, and told to try
   * again when that cannot be had.
   *
   * @throws Fault `inbound-unknown`
   */
  async call(call: PlatformCall): Promise<NativeReply> {
    const ways = this.#find(call)
    const start = performance.now()
    const [came, reply] = await this.#answer(call, ways).catch((error: unknown): Answered => {
      this.#parts.log.error({ ...nameOf(call), error: toFault(error) }, 'a platform could not be answered')
      return ['failed', ways[0][1].failed()]
    })
    // Somebody who knows the address and not the secret: an operator wants to see that.
    this.#parts.log[came === 'unauthorised' ? 'warn' : 'info'](
      { ...nameOf(call), came, status: reply.status, ms: Math.round(performance.now() - start) },
      came === 'unauthorised' ? 'security event: a call that is not a platform’s' : 'received',
    )
    return reply
  }

  /** Those that stand at the address: one, or several that are told apart by what the body holds. */
  #find({
    adapter: id,
    inbound: address,
    method = 'POST',
  }: Pick<PlatformCall, 'adapter' | 'inbound' | 'method'>): Ways {
    const adapter = this.#parts.adapters().find(one => one.id === id)
    const [first, ...others] = [...(adapter?.inbound ?? [])].filter(([name, { spec }]) => {
      const methods: readonly string[] = spec.methods ?? ['POST']
      return (spec.address ?? name) === address && methods.includes(method)
    })
    if (first === undefined) throw new Fault('inbound-unknown')
    return [first, ...others]
  }

  /** Those of one address admit by the same proof, so the first speaks for all until the body says which is meant. */
  async #answer(caller: PlatformCall, ways: Ways): Promise<Answered> {
    const [, first] = ways[0]
    if (!first.mayCall(caller)) return ['unauthorised', first.unauthorised()]
    const { observed } = await first.read(caller)
    const meant = ways.find(([, way]) => way.readFrom(caller, observed).native !== undefined) ?? ways[0]
    const [name, inbound] = meant
    const call = { ...caller, inbound: name }
    const read = inbound.readFrom(call, observed)
    if (!inbound.admits(read)) return ['unauthorised', inbound.unauthorised()]
    const messages = inbound.messages(read).map(composed)
    if (inbound.spec.submits !== undefined) return this.#submissions(call, inbound, messages)
    if (inbound.spec.question !== undefined) return this.#question(call, inbound, messages[0])
    if (inbound.spec.each !== undefined) return this.#rows(call, inbound, messages)
    const [message = { canonical: {}, violations: [] }] = messages
    const { canonical } = message
    if (message.violations.length > 0) return ['refused', inbound.refused(message.violations, canonical)]
    const verdict = await this.#take(call, inbound, canonical)
    const said = { ...canonical, ...verdict.reply }
    if (verdict.kind === 'refused') return ['refused', inbound.refused(verdict.violations, said)]
    return [verdict.kind, verdict.kind === 'accepted' ? inbound.accepted(said) : inbound.duplicate(said)]
  }

  /** Each row by itself: one that makes no sense does not keep the others out. */
  async #rows(call: PlatformCall, inbound: Inbound, messages: readonly Received[]): Promise<Answered> {
    const judged: JudgedRow[] = []
    for (const { canonical, violations } of messages) {
      if (violations.length > 0) {
        judged.push({ canonical, violations, said: {} })
        continue
      }
      const verdict = await this.#take(call, inbound, canonical)
      const refused = verdict.kind === 'refused' ? verdict.violations : []
      judged.push({ canonical, violations: refused, said: verdict.reply ?? {} })
    }
    const refused = judged.filter(({ violations }) => violations.length > 0).length
    const came = refused === 0 ? 'accepted' : refused === judged.length ? 'refused' : 'partly'
    return [came, inbound.replyToRows(judged)]
  }

  async #submissions(call: PlatformCall, inbound: Inbound, messages: readonly Received[]): Promise<Answered> {
    const { submissions } = this.#parts.handlers
    if (submissions === undefined)
      throw new Fault('inbound-unanswered', { params: { question: call.inbound } })
    try {
      const { came, reply } = await takeSubmissions(submissions, inbound, messages, call.correlationId)
      return [came, reply]
    } catch (error) {
      // Its client has been revoked, or never was: whatever else it proves, it may not speak.
      if (error instanceof Fault && error.code === 'client-unknown')
        return ['unauthorised', inbound.unauthorised()]
      throw error
    }
  }

  async #question(call: PlatformCall, inbound: Inbound, message: Received | undefined): Promise<Answered> {
    const { canonical, violations } = message ?? { canonical: {}, violations: [] }
    if (violations.length > 0) return ['refused', inbound.refused(violations, canonical)]
    const { database, handlers } = this.#parts
    const { question = '', dossier } = inbound.spec
    const handler = handlers.question(question)
    if (handler === undefined) throw new Fault('inbound-unanswered', { params: { question } })
    const code = textAt(canonical, dossier)
    const agency = code === undefined ? undefined : (await agenciesOf(database, [code])).get(code)
    const { adapter, correlationId } = call
    try {
      const answer = await handler.answer(canonical, {
        adapter,
        correlationId,
        ...(agency === undefined ? {} : { agency }),
      })
      return ['accepted', inbound.answered(answer)]
    } catch (error) {
      if (!(error instanceof Fault) || error.owner !== 'client' || error.code === 'message-not-encodable')
        throw error
      return ['refused', inbound.refused(error.violations, { ...canonical, code: error.code })]
    }
  }

  /** One message in one transaction: its receipt, what the use case writes, its events. */
  async #take(call: PlatformCall, inbound: Inbound, canonical: Received['canonical']): Promise<Verdict> {
    try {
      return await this.#takeIn(call, inbound, canonical)
    } catch (error) {
      if (!(error instanceof Fault) || error.owner !== 'client') throw error
      const { vi, en } = { vi: error.detail('vi'), en: error.detail('en') }
      const violations =
        error.violations.length > 0 ? error.violations : [{ pointer: '', message: { vi, en } }]
      return { kind: 'refused', violations, reply: { code: error.code } }
    }
  }

  #takeIn(call: PlatformCall, inbound: Inbound, canonical: Received['canonical']): Promise<Verdict> {
    const { spec } = inbound
    const { adapter, inbound: name } = call
    return this.#parts.database.transaction(async tx => {
      const order = textAt(canonical, spec.orderingKey)
      if (order !== undefined) await alone(tx, `${adapter} ${order}`)
      const key = inbound.keyOf(canonical)
      const { receipts } = this.#parts
      const claim = key === undefined ? undefined : await receipts.claim(tx, { adapter, inbound: name, key })
      if (claim?.fresh === false) return { kind: 'duplicate', reply: claim.reply }
      const verdict = await this.#apply(call, inbound, canonical, tx)
      if (claim === undefined) return verdict
      if (verdict.kind === 'refused') await receipts.release(tx, claim.id)
      else if (verdict.reply !== undefined) await receipts.keep(tx, claim.id, verdict.reply)
      return verdict
    })
  }

  async #apply(
    call: PlatformCall,
    { spec }: Inbound,
    data: Received['canonical'],
    tx: Transaction,
  ): Promise<Verdict> {
    const { adapter, inbound, correlationId } = call
    const dossier = textAt(data, spec.dossier)
    const known = dossier === undefined ? undefined : (await agenciesOf(tx, [dossier])).get(dossier)
    const agency = known ?? textAt(data, spec.agency)
    const event: ReceivedEvent = {
      id: uuidv7(),
      type: spec.event ?? inbound,
      adapter,
      at: this.#parts.clock?.() ?? new Date(),
      correlationId,
      ...(dossier === undefined ? {} : { dossier }),
      ...(agency === undefined ? {} : { agency }),
      known: known !== undefined,
      data,
    }
    const handler = this.#parts.handlers.event(event.type)
    const verdict: Verdict = handler === undefined ? { kind: 'accepted' } : await handler.apply(event, tx)
    if (verdict.kind === 'duplicate') return verdict
    const itself = verdict.kind === 'accepted' ? [event] : []
    await this.#parts.events.record(tx, verdict.events ?? itself, event)
    return verdict
  }
}

function nameOf({ adapter, inbound, correlationId }: PlatformCall) {
  return { adapter, inbound, correlationId }
}

/** Messages of one key one at a time, over all processes, until the transaction ends. */
async function alone(tx: Transaction, key: string): Promise<void> {
  await tx.query({
    name: 'received-alone',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [key],
  })
}

/** Vietnamese letters have several spellings, and a name in NFD is the same name. */
function composed(received: Received): Received {
  const { canonical, violations } = received
  const text = JSON.stringify(canonical)
  if (pilesUpMarks(text)) {
    const message = { vi: 'một chữ mang quá nhiều dấu', en: 'a letter carries too many marks' }
    return { ...received, canonical: {}, violations: [...violations, { pointer: '', message }] }
  }
  return { ...received, canonical: JSON.parse(text.normalize('NFC')) as Received['canonical'] }
}

/** What stands at a place of a message, if it is a text that the ledger can keep in clear. */
function textAt(canonical: object, pointer: string | undefined): string | undefined {
  const value = pointer === undefined ? undefined : at(canonical, pointer)
  return typeof value === 'string' && value !== '' && !value.includes('\0') ? value : undefined
}
