import { uuidv7 } from 'uuidv7'
import { type Adapter, readEdxmlSpooled, type SpooledMessage, zipLimits } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { toFault } from '../../errors/problem.ts'
import type { ContentStore, StoredContent } from '../../ledger/contents.ts'
import type { Database } from '../../ledger/database.ts'
import type { DocumentRecord, DocumentStore } from '../../ledger/documents.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import type { NewEvent } from '../handlers.ts'

export interface DocumentsArriveParts {
  readonly database: Database
  readonly store: DocumentStore
  readonly contents: ContentStore
  /** Of all papers of one document, in bytes. */
  readonly limitBytes: number
  readonly events: Events
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock: () => Date
}

/** What lies in an axis's list for us. */
interface Row {
  readonly id: string
  readonly to?: string
}

const lists = ['document.list', 'document-status.list'] as const
/** Of the machine, not of the document: it waits at the axis for the next turn. */
const passing = new Set(['busy', 'too-slow', 'out-of-memory'])
/** Of the document: no later turn reads it. */
const unreadableCodes = new Set(['edxml-refused', 'xml-refused', 'body-too-large'])
/** Of one turn and list: what is left comes a minute later. */
const most = 50
/** One turn may go wrong for a passing reason. */
const firstRestMs = 45_000
const longestRestMs = 3_600_000
const mostResting = 1_000

export const sealedDocument = (id: string) => `document ${id}`

/**
 * Takes what other agencies sent: fetched, kept with its event in one transaction, and only then acknowledged, because
 * the axis may forget what it knows to have arrived.
 */
export class DocumentsArrive {
  readonly #parts: DocumentsArriveParts
  /** What was not taken is not fetched again at every turn: it may be half a gigabyte. */
  readonly #resting = new Map<string, { readonly until: number; readonly ms: number }>()

  constructor(parts: DocumentsArriveParts) {
    this.#parts = parts
  }

  /** One turn over all axes. What cannot be read of one keeps nothing else waiting. */
  async run(signal: AbortSignal): Promise<void> {
    const axes = this.#parts.adapters().filter(({ operations }) => operations.has('document.fetch'))
    for (const adapter of axes) {
      await this.#acknowledge(adapter, signal)
      for (const list of lists) await this.#take(adapter, list, signal)
      await this.#acknowledge(adapter, signal)
    }
  }

  async #take(adapter: Adapter, list: (typeof lists)[number], signal: AbortSignal): Promise<void> {
    if (!adapter.operations.has(list)) return
    const answer = await this.#ask(adapter, list, {}, signal)
    const rows = (answer?.rows ?? []) as readonly Row[]
    const known = await this.#parts.store.known(
      adapter.id,
      rows.map(({ id }) => id),
    )
    const now = this.#parts.clock().getTime()
    const fresh = rows.filter(({ id }) => {
      return !known.has(id) && (this.#resting.get(`${adapter.id} ${id}`)?.until ?? 0) <= now
    })
    for (const row of fresh.slice(0, most)) {
      if (signal.aborted) return
      const taken = await this.#receive(adapter, row, signal).catch((error: unknown) => {
        // It waits at the axis; the others are taken meanwhile.
        this.#parts.log.warn({ adapter: adapter.id, error: toFault(error) }, 'a document was not taken')
        return false
      })
      this.#rest(`${adapter.id} ${row.id}`, taken)
    }
  }

  #rest(key: string, taken: boolean): void {
    const before = this.#resting.get(key)
    this.#resting.delete(key)
    if (taken) return
    const ms = before === undefined ? firstRestMs : Math.min(before.ms * 2, longestRestMs)
    this.#resting.set(key, { until: this.#parts.clock().getTime() + ms, ms })
    // Of ids that have gone from the list nobody tells.
    const [oldest] = this.#resting.keys()
    if (this.#resting.size > mostResting && oldest !== undefined) this.#resting.delete(oldest)
  }

  /** @returns whether it is here now */
  async #receive(adapter: Adapter, row: Row, signal: AbortSignal): Promise<boolean> {
    const { store, events, seal, database, clock, contents } = this.#parts
    const spool = new ArrivalSpool(contents, this.#parts.limitBytes)
    try {
      const read = await this.#obtain(adapter, row, signal, bytes => this.#read(adapter, bytes, spool))
      if (read === undefined) return false
      // Nobody can read it: it is kept as it is, and fetched once more for that.
      const original =
        read === 'unreadable'
          ? await this.#obtain(adapter, row, signal, bytes => keepOriginal(bytes, spool))
          : undefined
      if (read === 'unreadable' && original === undefined) return false
      const [id, at] = [uuidv7(), clock()]
      const arrived = read === 'unreadable' ? unreadable(row, original) : arrival(id, row, read)
      const { kind, agency, event, body } = arrived
      const record: DocumentRecord = {
        id,
        adapter: adapter.id,
        remote_id: row.id,
        kind,
        agency,
        body: seal.close(sealedDocument(id), body),
        at,
      }
      await database.transaction(async tx => {
        if (!(await store.add(tx, record))) return
        await contents.use(tx, arrived.contents, id, 'document')
        const told = { ...event, data: { id, ...event.data } }
        await events.record(tx, [told], { adapter: adapter.id, at, correlationId: id })
      })
      return true
    } finally {
      await spool.clear()
    }
  }

  /** @returns what `take` makes of the document as it comes; undefined when the axis did not give it */
  async #obtain<T>(
    adapter: Adapter,
    { id }: Row,
    signal: AbortSignal,
    take: (bytes: AsyncIterable<Buffer>) => Promise<T>,
  ): Promise<T | undefined> {
    let taken: Promise<T> | undefined
    const sink = async (bytes: AsyncIterable<Buffer>) => {
      taken = take(bytes)
      await taken
    }
    const answer = await this.#ask(adapter, 'document.fetch', { id }, signal, sink)
    if (answer === undefined) {
      // The axis broke off, which has been told; or something of ours did.
      await (taken as Promise<T> | undefined)?.catch((error: unknown) => {
        if (error instanceof Fault) throw error
      })
      return undefined
    }
    if (taken !== undefined) return taken
    // An axis whose manifest streams nothing: it is held, within the limits of an answer.
    const { content } = answer
    return typeof content === 'string' ? take(inOne(Buffer.from(content, 'base64'))) : undefined
  }

  /** @throws Fault when it could not be read just now */
  async #read(
    adapter: Adapter,
    bytes: AsyncIterable<Buffer>,
    spool: ArrivalSpool,
  ): Promise<SpooledMessage | 'unreadable'> {
    try {
      return await readEdxmlSpooled(bytes, spool, { ...zipLimits, bytes: this.#parts.limitBytes })
    } catch (error) {
      if (!(error instanceof Fault) || !unreadableCodes.has(error.code)) throw error
      if (passing.has(String(error.params.reason))) throw error
      this.#parts.log.warn(
        { adapter: adapter.id, code: error.code, ...error.params },
        'a document cannot be read',
      )
      return 'unreadable'
    }
  }

  /** Told again until the axis has heard it. */
  async #acknowledge(adapter: Adapter, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#parts
    for (const { id, remote_id, kind } of await store.unacknowledged(adapter.id, most * 2)) {
      if (signal.aborted) return
      const operation = kind === 'unreadable' ? 'document.failed' : 'document.done'
      const answered = await this.#ask(adapter, operation, { id: remote_id }, signal)
      if (answered !== undefined) await store.acknowledge(id, clock())
    }
  }

  /** @returns undefined when it did not come to an answer */
  async #ask(
    adapter: Adapter,
    operation: string,
    canonical: object,
    signal: AbortSignal,
    sink?: (bytes: AsyncIterable<Buffer>) => Promise<void>,
  ) {
    const context = {
      standing: 'unsure' as const,
      correlationId: uuidv7(),
      signal,
      ...(sink === undefined ? {} : { sink }),
    }
    const { record, answer } = await adapter.ask(operation, canonical, context)
    const { kind, rule, owner } = record.outcome
    if (kind === 'delivered') return answer ?? {}
    this.#parts.log.warn(
      { adapter: adapter.id, operation, outcome: kind, rule, owner },
      'the axis was not heard',
    )
    return undefined
  }
}

interface Arrived {
  readonly kind: DocumentRecord['kind']
  readonly agency: string
  readonly event: NewEvent
  readonly body: string
  /** What it keeps from being cleared away. */
  readonly contents: readonly string[]
}

/** The event tells what there is; the papers are fetched by its id. */
function arrival(id: string, { to }: Row, message: SpooledMessage): Arrived {
  if (message.kind === 'status') {
    const { status } = message
    const agency = to ?? status.responseFor.organ
    const event = { type: 'document.status', agency, data: { id, ...status } }
    return { kind: 'status', agency, event, body: JSON.stringify(status), contents: [] }
  }
  const { document, papers } = message
  const { documentId, from, number, notation, issuedOn, subject } = document
  const agency = to ?? document.to[0].id
  const attachments = papers.map(({ name, bytes }) => ({ name, bytes }))
  const data = { id, documentId, from, number, notation, issuedOn, subject, attachments }
  return {
    kind: 'document',
    agency,
    event: { type: 'document.arrived', agency, data },
    body: JSON.stringify({ ...document, papers }),
    contents: papers.map(({ content }) => content),
  }
}

function unreadable({ to = '' }: Row, original: StoredContent | 'too-large' | undefined): Arrived {
  const kept = typeof original === 'object' ? { content: original.id, bytes: original.bytes } : undefined
  return {
    kind: 'unreadable',
    agency: to,
    event: {
      type: 'document.unreadable',
      agency: to,
      data: kept === undefined ? { reason: 'too-large' } : {},
    },
    body: JSON.stringify(kept ?? {}),
    contents: kept === undefined ? [] : [kept.content],
  }
}

async function keepOriginal(
  bytes: AsyncIterable<Buffer>,
  spool: ArrivalSpool,
): Promise<StoredContent | 'too-large'> {
  try {
    return await spool.write(bytes)
  } catch (error) {
    if (error instanceof Fault && error.code === 'body-too-large') return 'too-large'
    throw error
  }
}

/** Where papers of one arrival go; what nothing refers to in the end is cleared away at once. */
class ArrivalSpool {
  readonly #contents: ContentStore
  readonly #limit: number
  readonly #written: string[] = []

  constructor(contents: ContentStore, limit: number) {
    this.#contents = contents
    this.#limit = limit
  }

  async write(bytes: AsyncIterable<Uint8Array>): Promise<StoredContent> {
    const stored = await this.#contents.write(bytes, { agency: '', limit: roomFor(this.#limit) })
    this.#written.push(stored.id)
    return stored
  }

  read(id: string, from: number, to: number): AsyncIterable<Buffer> {
    return this.#contents.read(id, from, to)
  }

  /** What is in use stays. */
  async clear(): Promise<void> {
    for (const id of this.#written) await this.#contents.remove(id).catch(() => undefined)
  }
}

/** As it comes a document is longer than its papers: base64, and what frames them. */
const roomFor = (limit: number) => Math.ceil(limit * 1.4) + 8 * 1024 * 1024

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
