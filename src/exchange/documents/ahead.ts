import { timingSafeEqual } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import { Fault } from '../../errors/fault.ts'
import type { ContentStore, StoredContent } from '../../ledger/contents.ts'
import type { Settings } from '../../settings/load.ts'

/** Use case of an agency system that sends a big attachment ahead of the document that will carry it. */
export class AttachmentsAhead {
  readonly #contents: ContentStore
  readonly #settings: Settings['attachments']

  constructor(contents: ContentStore, settings: Settings['attachments']) {
    this.#contents = contents
    this.#settings = settings
  }

  get limitBytes(): number {
    return this.#settings.limitBytes
  }

  get seconds(): number {
    return this.#settings.seconds
  }

  /**
   * Takes one as it comes. Resolves after the commit.
   *
   * @param sha256 of the whole, where the sender has said it
   * @returns with the moment until which it is kept without a document
   * @throws Fault `body-too-large`, `attachment-quota`, `attachment-digest`
   */
  async take(
    client: Client,
    bytes: AsyncIterable<Uint8Array>,
    sha256: Buffer | undefined,
  ): Promise<StoredContent & { readonly keptUntil: Date }> {
    const { limitBytes: limit, unusedBytes: unusedLimit, unusedHours } = this.#settings
    const stored = await this.#contents.write(bytes, {
      clientId: client.id,
      agency: client.agency,
      limit,
      unusedLimit,
    })
    if (sha256 !== undefined && !timingSafeEqual(sha256, Buffer.from(stored.sha256, 'hex'))) {
      await this.#contents.remove(stored.id)
      throw new Fault('attachment-digest')
    }
    return { ...stored, keptUntil: new Date(stored.createdAt.getTime() + unusedHours * 3_600_000) }
  }
}
