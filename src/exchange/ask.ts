import type { Client } from '../access/clients.ts'
import type { Adapter, AnsweredFile, Outcome } from '../adapter/index.ts'
import { newId } from '../contract/id.ts'
import { Fault } from '../errors/fault.ts'
import type { Asks } from '../ledger/asks.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'

export interface Question {
  readonly client: Client
  readonly correlationId: string
  readonly adapter: string
  readonly operation: string
  readonly canonical: object
  /** Ends the wait when the caller has gone. */
  readonly signal?: AbortSignal
}

export interface Answered {
  readonly exchange: string
  readonly adapter: string
  readonly version: string
  readonly operation: string
  /** What the platform said, in our words; absent where the operation's manifest maps no answer. */
  readonly answer?: Readonly<Record<string, unknown>>
  /** The document that it sent, where the operation's answer is one. */
  readonly file?: AnsweredFile
}

const retrySeconds = 5
/**
 * Operations about people have ways of their own, by the first part of their names: with an officer, a purpose, a dossier and
 * a record that cannot be changed (citizens/, papers/), or for the one agency that answers (questions/).
 */
const guarded: Readonly<Record<string, string>> = {
  citizen: 'POST /v1/citizens:verify, POST /v1/citizens:lookup',
  paper: 'POST /v1/papers:search, POST /v1/papers:fetch',
  question: 'GET /v1/questions',
}

/** Use case of an agency system that asks a platform something and waits for the answer. */
export class AskPlatform {
  readonly #adapters: () => readonly Adapter[]
  readonly #asks: Asks
  readonly #seal: Seal
  readonly #log: Logger

  constructor(parts: { adapters: () => readonly Adapter[]; asks: Asks; seal: Seal; log: Logger }) {
    this.#adapters = parts.adapters
    this.#asks = parts.asks
    this.#seal = parts.seal
    this.#log = parts.log
  }

  /**
   * Who asks what is committed before the call leaves.
   *
   * @throws Fault `exchange-guarded`, `exchange-unknown`, `platform-would-refuse`, `ask-refused`, `ask-failed`, `ask-unavailable`,
   *   `ledger-unavailable`.
   */
  async ask({
    client,
    correlationId,
    adapter: name,
    operation,
    canonical,
    signal,
  }: Question): Promise<Answered> {
    const [kind = ''] = operation.split('.')
    const way = guarded[kind]
    if (way !== undefined) throw new Fault('exchange-guarded', { params: { operation, way } })
    const adapter = this.#adapters().find(({ id }) => id === name)
    if (adapter?.operations.get(operation)?.direction !== 'ask')
      throw new Fault('exchange-unknown', { params: { adapter: name, operation } })
    const prepared = adapter.prepare(operation, canonical)
    const { violations } = prepared
    if (violations.length > 0)
      throw new Fault('platform-would-refuse', {
        params: { adapter: name, count: violations.length },
        violations,
      })
    const id = newId()
    const question = () => this.#seal.close(id, JSON.stringify(canonical))
    const { version } = adapter
    await this.#asks.record({
      id,
      client: client.id,
      adapter: name,
      version,
      operation,
      question,
      correlationId,
    })
    const { record, answer, file } = await prepared.ask({
      standing: 'unsure',
      correlationId,
      ...(signal === undefined ? {} : { signal }),
    })
    const { outcome, durationMs, httpStatus } = record
    this.#log.info(
      {
        exchange: id,
        adapter: name,
        operation,
        correlationId,
        outcome: outcome.kind,
        rule: outcome.rule,
        owner: outcome.owner,
        httpStatus,
        ms: durationMs,
      },
      'ask',
    )
    this.#conclude(id, outcome, durationMs)
    if (outcome.kind !== 'delivered' && outcome.kind !== 'duplicate') throw faultOf(name, outcome)
    return {
      exchange: id,
      adapter: name,
      version,
      operation,
      ...(answer === undefined ? {} : { answer }),
      ...(file === undefined ? {} : { file }),
    }
  }

  /** The question is on record; whoever waits for the answer need not wait for its outcome to be there, too. */
  #conclude(id: string, outcome: Outcome, durationMs: number): void {
    this.#asks
      .conclude(id, outcome, durationMs)
      .catch((error: unknown) =>
        this.#log.error({ exchange: id, error }, 'the outcome of an ask was not recorded'),
      )
  }
}

/** Whose fault it is decides what the caller can do about it. */
export function faultOf(adapter: string, { kind, owner, rule, message, retryAfterSeconds }: Outcome): Fault {
  const violations = message === undefined ? [] : [{ pointer: '', message }]
  if (kind === 'retry' || kind === 'unknown') {
    const seconds = retryAfterSeconds ?? retrySeconds
    return new Fault('ask-unavailable', { params: { adapter, rule }, violations, retryAfterSeconds: seconds })
  }
  if (owner === 'client') return new Fault('ask-refused', { params: { adapter, rule }, violations })
  return new Fault('ask-failed', { params: { adapter, rule }, violations })
}
