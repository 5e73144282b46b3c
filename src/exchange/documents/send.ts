import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import { documentIdOf, type StoredAttachment, writeEdxml } from '../../adapter/index.ts'
import { isWithin, speaksFor } from '../../catalog/agency-code.ts'
import type { Document, DocumentStatus } from '../../contract/types.generated.ts'
import { Fault, type Violation } from '../../errors/fault.ts'
import type { ContentStore, StoredContent } from '../../ledger/contents.ts'
import type { Database } from '../../ledger/database.ts'
import type { Outbox, Outgoing } from '../../ledger/outbox.ts'
import type { Records } from '../../ledger/records.ts'
import { ownDossier } from '../own-dossier.ts'
import type { Router } from '../route.ts'

export interface SendDocumentsParts {
  readonly records: Records
  readonly outbox: Outbox
  readonly router: Router
  readonly database: Database
  readonly contents: ContentStore
  /** Of all attachments of one document that were sent ahead, in bytes. */
  readonly limitBytes: number
}

/** What is said of a document or status that was accepted. */
export interface DocumentAcceptance {
  readonly message: string
  readonly documentId: string
  readonly unchanged: boolean
  readonly deliveries: readonly {
    readonly id: string
    readonly adapter: string
    readonly operation: string
  }[]
}

type Sent =
  | { readonly kind: 'document'; readonly message: Document }
  | { readonly kind: 'document-status'; readonly message: DocumentStatus }

/** Use cases of an agency system that sends documents to other agencies, and tells what became of theirs. */
export class SendDocuments {
  readonly #parts: SendDocumentsParts

  constructor(parts: SendDocumentsParts) {
    this.#parts = parts
  }

  /**
   * Accepts a document. The same content again changes nothing, also where an attachment was sent ahead once more.
   * Resolves after the commit.
   *
   * @throws Fault `agency-outside-scope`, `dossier-unknown`, `body-invalid`, `xml-refused`, `document-axis-missing`,
   *   `attachment-unknown`, `body-too-large`
   */
  async document(client: Client, document: Document, correlationId: string): Promise<DocumentAcceptance> {
    checkContents(document)
    const documentId = documentIdOf(document)
    // What XML cannot say is told now, and not to an operator tomorrow. The papers are base64.
    const { attachments = [], ...words } = { ...document, documentId }
    writeEdxml({ kind: 'document', document: words })
    const ahead = await this.#sentAhead(client, attachments)
    const papers = attachments.map(({ attachment, ...paper }): StoredAttachment | typeof paper => {
      const stored = ahead.get(attachment ?? '')
      if (stored === undefined) return paper
      return { ...paper, stored: { id: stored.id, bytes: stored.bytes, crc32: stored.crc32 } }
    })
    const known = attachments.map(({ attachment, ...paper }) => {
      const sha256 = ahead.get(attachment ?? '')?.sha256
      return sha256 === undefined ? paper : { ...paper, sha256 }
    })
    const [first, ...more] = papers
    const message = first === undefined ? words : { ...words, attachments: [first, ...more] as const }
    return this.#post(client, { kind: 'document', message: message as Document }, documentId, correlationId, {
      known: JSON.stringify(first === undefined ? words : { ...words, attachments: known }),
      contents: [...ahead.keys()],
    })
  }

  /** @throws Fault `attachment-unknown`, `body-too-large` */
  async #sentAhead(
    client: Client,
    attachments: readonly { readonly attachment?: string }[],
  ): Promise<Map<string, StoredContent>> {
    const { contents, limitBytes } = this.#parts
    const found = new Map<string, StoredContent>()
    let bytes = 0
    for (const { attachment } of attachments) {
      if (attachment === undefined) continue
      const stored = found.get(attachment) ?? (await contents.find(attachment))
      if (stored === undefined || stored.clientId === null || !speaksFor(client, stored.agency))
        throw new Fault('attachment-unknown', { params: { attachment } })
      bytes += stored.bytes
      if (bytes > limitBytes) throw new Fault('body-too-large', { params: { limit: limitBytes } })
      found.set(attachment, stored)
    }
    return found
  }

  /** Accepts word of what became of a document. @throws Fault as `document` */
  async status(client: Client, status: DocumentStatus, correlationId: string): Promise<DocumentAcceptance> {
    const { organ, issuedOn, code, documentId } = status.responseFor
    const about = documentId ?? [organ, issuedOn?.replaceAll('-', '/'), code].filter(Boolean).join(',')
    const message = { ...status, responseFor: { ...status.responseFor, documentId: about } }
    writeEdxml({ kind: 'status', status: message })
    return this.#post(client, { kind: 'document-status', message }, about, correlationId, {
      known: JSON.stringify(message),
      contents: [],
    })
  }

  async #post(
    client: Client,
    { kind, message }: Sent,
    documentId: string,
    correlationId: string,
    { known, contents }: { readonly known: string; readonly contents: readonly string[] },
  ): Promise<DocumentAcceptance> {
    const agency = message.from.id
    if (!isWithin(agency, client.agency))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    if (message.dossier !== undefined) await ownDossier(this.#parts.records, client, message.dossier)
    const route = this.#parts.router.routeOne(kind, message, agency)
    if (route === undefined) throw new Fault('document-axis-missing', { params: { agency } })
    const outgoing: Outgoing = {
      kind,
      subject: message.dossier ?? documentId,
      agency,
      body: message,
      correlationId,
      once: `${kind} ${hash('sha256', known, 'base64url')}`,
      deliveries: [route],
    }
    const { database, outbox, contents: store } = this.#parts
    // Together: what is carried must not be cleared away, and what was cleared away must not be carried.
    const posted = await database.transaction(async tx => {
      const [one] = await outbox.postIn(tx, [outgoing])
      if (one?.fresh === true) await store.use(tx, contents, one.message, 'message')
      return one
    })
    return {
      message: posted?.message ?? '',
      documentId,
      unchanged: posted?.fresh === false,
      deliveries: posted?.deliveries ?? [],
    }
  }
}

/** What no pattern says cheaply: that letters of base64 come four at a time; and that a content is here or there. */
function checkContents({ attachments }: Document): void {
  const violations = (attachments ?? []).flatMap(({ content, attachment }, index): Violation[] => {
    const pointer = `/attachments/${index}`
    if ((content === undefined) === (attachment === undefined)) return [{ pointer, message: eitherOr }]
    return content === undefined || content.length % 4 === 0
      ? []
      : [{ pointer: `${pointer}/content`, message: { vi: 'không phải base64', en: 'is not base64' } }]
  })
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

const eitherOr = {
  vi: 'phải có đúng một trong "content" và "attachment"',
  en: 'must have exactly one of "content" and "attachment"',
}
