import { uuidv7 } from 'uuidv7'
import { type Adapter, type EdxmlMessage, readEdxmlAside } from '../../adapter/index.ts'
import { Fault } from '../../errors/fault.ts'
import { toFault } from '../../errors/problem.ts'
import type { Database } from '../../ledger/database.ts'
import type { DocumentRecord, DocumentStore } from '../../ledger/documents.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import type { NewEvent } from '../handlers.ts'

export interface DocumentsArriveParts {
  readonly database: Database
  readonly store: DocumentStore
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
/** Of one turn and list: what is left comes a minute later. */
const most = 50

export const sealedDocument = (id: string) => `document ${id}`

/**
 * Takes what other agencies sent: fetched, kept with its event in one transaction, and only then acknowledged, because
 * the axis may forget what it knows to have arrived.
 */
export class DocumentsArrive {
  readonly #parts: DocumentsArriveParts

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
    for (const row of rows.filter(({ id }) => !known.has(id)).slice(0, most)) {
      if (signal.aborted) return
      await this.#receive(adapter, row, signal).catch((error: unknown) => {
        // It waits at the axis; the others are taken meanwhile.
        this.#parts.log.warn({ adapter: adapter.id, error: toFault(error) }, 'a document was not taken')
      })
    }
  }

  async #receive(adapter: Adapter, row: Row, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask(adapter, 'document.fetch', { id: row.id }, signal)
    const content = answer?.content
    if (typeof content !== 'string') return
    const { store, events, seal, database, clock } = this.#parts
    const [id, at] = [uuidv7(), clock()]
    const read = await this.#read(adapter, content)
    const { kind, agency, event, body } =
      read === undefined ? unreadable(row, content) : arrival(id, row, read)
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
      const told = { ...event, data: { id, ...event.data } }
      await events.record(tx, [told], { adapter: adapter.id, at, correlationId: id })
    })
  }

  /** @returns undefined for what is no edXML @throws Fault when it could not be read just now */
  async #read(adapter: Adapter, content: string): Promise<EdxmlMessage | undefined> {
    try {
      return await readEdxmlAside(Buffer.from(content, 'base64'))
    } catch (error) {
      if (!(error instanceof Fault) || passing.has(String(error.params.reason))) throw error
      this.#parts.log.warn(
        { adapter: adapter.id, code: error.code, ...error.params },
        'a document cannot be read',
      )
      return undefined
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
  async #ask(adapter: Adapter, operation: string, canonical: object, signal: AbortSignal) {
    const context = { standing: 'unsure' as const, correlationId: uuidv7(), signal }
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
}

/** The event tells what there is; the papers are fetched by its id. */
function arrival(id: string, { to }: Row, message: EdxmlMessage): Arrived {
  if (message.kind === 'status') {
    const { status } = message
    const agency = to ?? status.responseFor.organ
    const event = { type: 'document.status', agency, data: { id, ...status } }
    return { kind: 'status', agency, event, body: JSON.stringify(status) }
  }
  const { document } = message
  const { documentId, from, number, notation, issuedOn, subject, attachments = [] } = document
  const agency = to ?? document.to[0].id
  const papers = attachments.map(({ name, content }) => ({
    name,
    bytes: Buffer.byteLength(content, 'base64'),
  }))
  const data = { id, documentId, from, number, notation, issuedOn, subject, attachments: papers }
  return {
    kind: 'document',
    agency,
    event: { type: 'document.arrived', agency, data },
    body: JSON.stringify(document),
  }
}

function unreadable({ to = '' }: Row, content: string): Arrived {
  return {
    kind: 'unreadable',
    agency: to,
    event: { type: 'document.unreadable', agency: to, data: {} },
    body: content,
  }
}
