import type { Client } from '../../access/clients.ts'
import { type SpooledPaper, unpack } from '../../adapter/index.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import type { Document } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { ContentStore } from '../../ledger/contents.ts'
import type { DocumentRecord, DocumentStore } from '../../ledger/documents.ts'
import type { Seal } from '../../ledger/seal.ts'
import { sealedDocument } from './arrive.ts'

/** A paper on its way to whoever asked. */
export interface OpenPaper {
  readonly name: string
  readonly type?: string
  readonly bytes: number
  /** Hex, where it is known. */
  readonly sha256?: string
  readonly read: () => AsyncIterable<Buffer>
}

/** Papers of so many bytes together still stand inside the document itself, as base64. */
const insideBytes = 8 * 1024 * 1024

type Sealed = Document & { readonly papers?: readonly SpooledPaper[] }

/** Use case of an agency system that reads what has arrived for it. */
export class LookAtDocuments {
  readonly #store: DocumentStore
  readonly #seal: Seal
  readonly #contents: ContentStore

  constructor(store: DocumentStore, seal: Seal, contents: ContentStore) {
    this.#store = store
    this.#seal = seal
    this.#contents = contents
  }

  /** @throws Fault `document-unknown`, also when it is for somebody else. */
  async get(client: Pick<Client, 'agency'>, id: string): Promise<Record<string, unknown>> {
    const { record, text } = await this.#open(client, id)
    const { adapter, kind, agency, at } = record
    const common = { id, adapter, kind, agency, arrivedAt: at.toISOString() }
    if (kind === 'unreadable') return { ...common, ...(await this.#original(id, text)) }
    const content = JSON.parse(text) as Sealed
    return { ...common, [kind]: kind === 'document' ? await this.#withPapers(id, content) : content }
  }

  /** One of its papers, from 1. @throws Fault `document-unknown`, also where there is no such paper */
  async paper(client: Pick<Client, 'agency'>, id: string, number: number): Promise<OpenPaper> {
    const { record, text } = await this.#open(client, id)
    if (record.kind !== 'document') throw new Fault('document-unknown')
    const { papers, attachments = [] } = JSON.parse(text) as Sealed
    const paper = papers?.[number - 1]
    if (paper !== undefined) return this.#openPaper(paper)
    // Kept before papers had a place of their own.
    const old = attachments[number - 1]
    if (old === undefined) throw new Fault('document-unknown')
    return held(old.name, old.type, old.content ?? '')
  }

  /** What could not be read, as it came. @throws Fault `document-unknown`, also where there is none */
  async original(client: Pick<Client, 'agency'>, id: string): Promise<OpenPaper> {
    const { record, text } = await this.#open(client, id)
    if (record.kind !== 'unreadable') throw new Fault('document-unknown')
    const spooled = spooledOriginal(text)
    if (spooled === undefined) return held('original.edxml', undefined, text)
    const { content, bytes } = spooled
    if (content === undefined) throw new Fault('document-unknown')
    return { name: 'original.edxml', bytes, read: () => this.#contents.read(content, 0, bytes) }
  }

  async #open(client: Pick<Client, 'agency'>, id: string): Promise<{ record: DocumentRecord; text: string }> {
    const record = await this.#store.find(id)
    if (record === undefined || !speaksFor(client, record.agency)) throw new Fault('document-unknown')
    return { record, text: this.#seal.open(sealedDocument(id), record.body) }
  }

  async #original(id: string, text: string): Promise<object> {
    const spooled = spooledOriginal(text)
    if (spooled === undefined) return { original: text }
    const { content, bytes } = spooled
    if (content === undefined) return {}
    const originalHref = `/v1/documents/${id}/original`
    if (bytes > insideBytes) return { originalHref }
    return { original: await this.#base64(this.#contents.read(content, 0, bytes)), originalHref }
  }

  async #withPapers(id: string, { papers, ...document }: Sealed): Promise<object> {
    if (papers === undefined || papers.length === 0) return document
    const together = papers.reduce((sum, { bytes }) => sum + bytes, 0)
    const attachments: object[] = []
    for (const [index, paper] of papers.entries()) {
      const { content: _content, entry: _entry, ...told } = paper
      const { sha256, read } = await this.#openPaper(paper)
      attachments.push({
        ...told,
        ...(sha256 === undefined ? {} : { sha256 }),
        href: `/v1/documents/${id}/attachments/${index + 1}`,
        ...(together > insideBytes ? {} : { content: await this.#base64(read()) }),
      })
    }
    return { ...document, attachments }
  }

  async #openPaper({ name, type, bytes, sha256, content, entry }: SpooledPaper): Promise<OpenPaper> {
    const digest = sha256 ?? (await this.#contents.find(content))?.sha256
    return {
      name,
      ...(type === undefined ? {} : { type }),
      bytes,
      ...(digest === undefined ? {} : { sha256: digest }),
      read: () =>
        entry === undefined
          ? this.#contents.read(content, 0, bytes)
          : unpack(entry, content, { read: (...part) => this.#contents.read(...part) }),
    }
  }

  async #base64(bytes: AsyncIterable<Buffer>): Promise<string> {
    const pieces: Buffer[] = []
    for await (const piece of bytes) pieces.push(Buffer.from(piece))
    return Buffer.concat(pieces).toString('base64')
  }
}

/** Without a content: too large to be kept. */
interface SpooledOriginal {
  readonly content?: string
  readonly bytes: number
}

function spooledOriginal(text: string): SpooledOriginal | undefined {
  // Before, the base64 itself stood here.
  return text.startsWith('{') ? { bytes: 0, ...(JSON.parse(text) as Partial<SpooledOriginal>) } : undefined
}

function held(name: string, type: string | undefined, base64: string): OpenPaper {
  const bytes = Buffer.from(base64, 'base64')
  return {
    name,
    ...(type === undefined ? {} : { type }),
    bytes: bytes.length,
    async *read() {
      yield bytes
    },
  }
}
