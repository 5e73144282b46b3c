import type { Client } from '../../access/clients.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import type { DocumentStore } from '../../ledger/documents.ts'
import type { Seal } from '../../ledger/seal.ts'
import { sealedDocument } from './arrive.ts'

/** Use case of an agency system that reads what has arrived for it. */
export class LookAtDocuments {
  readonly #store: DocumentStore
  readonly #seal: Seal

  constructor(store: DocumentStore, seal: Seal) {
    this.#store = store
    this.#seal = seal
  }

  /** @throws Fault `document-unknown`, also when it is for somebody else. */
  async get(client: Pick<Client, 'agency'>, id: string): Promise<Record<string, unknown>> {
    const record = await this.#store.find(id)
    if (record === undefined || !speaksFor(client, record.agency)) throw new Fault('document-unknown')
    const { adapter, kind, agency, at, body } = record
    const text = this.#seal.open(sealedDocument(id), body)
    const content = kind === 'unreadable' ? { original: text } : { [kind]: JSON.parse(text) as object }
    return { id, adapter, kind, agency, arrivedAt: at.toISOString(), ...content }
  }
}
