import { createHmac } from 'node:crypto'
import type { FileLinks } from '../../ledger/file-links.ts'
import type { Seal } from '../../ledger/seal.ts'

/** How long a key that was revoked may still count in another process. */
const cacheMs = 2_000

/** The keys that sign links: derived from the seal, one for each generation that the ledger knows. */
export class LinkKeys {
  readonly #links: FileLinks
  readonly #root: Buffer
  #known:
    | { readonly keys: ReadonlyMap<number, Buffer>; readonly newest: number; readonly until: number }
    | undefined

  constructor(links: FileLinks, seal: Seal) {
    this.#links = links
    this.#root = seal.derive('file-links')
  }

  /** Those that count, and which of them signs. */
  async current(): Promise<{ readonly keys: ReadonlyMap<number, Buffer>; readonly newest: number }> {
    if (this.#known !== undefined && this.#known.until > Date.now()) return this.#known
    const generations = await this.#links.generations()
    const keys = new Map(
      generations.map(one => [one, createHmac('sha256', this.#root).update(`generation ${one}`).digest()]),
    )
    this.#known = { keys, newest: generations[0] ?? 0, until: Date.now() + cacheMs }
    return this.#known
  }
}
