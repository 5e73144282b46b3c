import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import { documentIdOf, writeEdxml } from '../../adapter/index.ts'
import { isWithin, speaksFor } from '../../catalog/agency-code.ts'
import type { Document, DocumentStatus } from '../../contract/types.generated.ts'
import { Fault, type Violation } from '../../errors/fault.ts'
import type { Outbox } from '../../ledger/outbox.ts'
import type { Records } from '../../ledger/records.ts'
import type { Router } from '../route.ts'

export interface SendDocumentsParts {
  readonly records: Records
  readonly outbox: Outbox
  readonly router: Router
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
   * Accepts a document. The same content again changes nothing. Resolves after the commit.
   *
   * @throws Fault `agency-outside-scope`, `dossier-unknown`, `body-invalid`, `xml-refused`, `document-axis-missing`
   */
  async document(client: Client, document: Document, correlationId: string): Promise<DocumentAcceptance> {
    const message = { ...document, documentId: documentIdOf(document) }
    checkContents(document)
    // What XML cannot say is told now, and not to an operator tomorrow. The papers are base64.
    const { attachments: _papers, ...words } = message
    writeEdxml({ kind: 'document', document: words })
    return this.#post(client, { kind: 'document', message }, message.documentId, correlationId)
  }

  /** Accepts word of what became of a document. @throws Fault as `document` */
  async status(client: Client, status: DocumentStatus, correlationId: string): Promise<DocumentAcceptance> {
    const { organ, issuedOn, code, documentId } = status.responseFor
    const about = documentId ?? [organ, issuedOn?.replaceAll('-', '/'), code].filter(Boolean).join(',')
    const message = { ...status, responseFor: { ...status.responseFor, documentId: about } }
    writeEdxml({ kind: 'status', status: message })
    return this.#post(client, { kind: 'document-status', message }, about, correlationId)
  }

  async #post(
    client: Client,
    { kind, message }: Sent,
    documentId: string,
    correlationId: string,
  ): Promise<DocumentAcceptance> {
    const agency = message.from.id
    if (!isWithin(agency, client.agency))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    await this.#checkDossier(client, message.dossier)
    const route = this.#parts.router.routeOne(kind, message, agency)
    if (route === undefined) throw new Fault('document-axis-missing', { params: { agency } })
    const digest = hash('sha256', JSON.stringify(message), 'base64url')
    const [posted] = await this.#parts.outbox.post([
      {
        kind,
        subject: message.dossier ?? documentId,
        agency,
        body: message,
        correlationId,
        once: `${kind} ${digest}`,
        deliveries: [route],
      },
    ])
    return {
      message: posted?.message ?? '',
      documentId,
      unchanged: posted?.fresh === false,
      deliveries: posted?.deliveries ?? [],
    }
  }

  async #checkDossier(client: Client, code: string | undefined): Promise<void> {
    if (code === undefined) return
    const record = await this.#parts.records.dossier(code)
    if (record === undefined || !speaksFor(client, record.agency)) throw new Fault('dossier-unknown')
  }
}

/** The schema knows the letters of base64; that there are four of them at a time, no pattern says cheaply. */
function checkContents({ attachments }: Document): void {
  const violations = (attachments ?? []).flatMap(({ content }, index): Violation[] =>
    content.length % 4 === 0
      ? []
      : [
          {
            pointer: `/attachments/${index}/content`,
            message: { vi: 'không phải base64', en: 'is not base64' },
          },
        ],
  )
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}
