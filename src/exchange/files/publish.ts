import { type Adapter, addressBelow } from '../../adapter/index.ts'
import { isWithin } from '../../catalog/agency-code.ts'
import type { Dossier } from '../../contract/types.generated.ts'
import type { FileLinks, NewLink } from '../../ledger/file-links.ts'
import type { LinkKeys } from './keys.ts'
import { writeToken } from './token.ts'

/** The operation of an adapter that is a store. */
export const openFile = 'file.open'

const dayMs = 86_400_000

export interface PublishFilesParts {
  readonly links: FileLinks
  readonly keys: LinkKeys
  readonly adapters: () => readonly Adapter[]
  /** Where platforms reach the gateway; absent: no address becomes a link. */
  readonly publicUrl?: string
  readonly linkDays: number
  readonly clock: () => Date
}

/** A place in a dossier where a file's address stands. */
interface Place {
  readonly url?: string
  readonly name: string
  /** JSON pointer into the dossier. */
  readonly pointer: string
}

/**
 * Puts links of the gateway's in the place of addresses at agencies' own stores, for a dossier that is about to leave. The
 * ledger keeps what the agency said.
 */
export class PublishFiles {
  readonly #parts: PublishFilesParts

  constructor(parts: PublishFilesParts) {
    this.#parts = parts
  }

  /** Resolves when the links can be opened. What lies below no store of the dossier's agency goes out as it is. */
  async dossier<D extends Dossier & { readonly code: string }>(dossier: D, adapter: string): Promise<D> {
    const { publicUrl, links, keys, linkDays, clock } = this.#parts
    const stores = publicUrl === undefined ? [] : this.#storesOf(dossier.agency.code)
    if (stores.length === 0) return dossier
    // To the day: one sent again within it bears the same address.
    const expiresAt = new Date(Math.ceil((clock().getTime() + linkDays * dayMs) / dayMs) * dayMs)
    const wanted = new Map<string, NewLink>()
    for (const { url, name, pointer } of placesOf(dossier)) {
      const store = stores.find(({ base }) => url !== undefined && addressBelow(base, url) !== undefined)
      if (store === undefined || url === undefined || wanted.has(url)) continue
      wanted.set(url, {
        ...{ adapter, dossier: dossier.code, store: store.id, address: url, name, pointer, expiresAt },
      })
    }
    if (wanted.size === 0) return dossier
    const ids = await links.publish([...wanted.values()])
    const { keys: all, newest } = await keys.current()
    const key = all.get(newest) ?? Buffer.alloc(0)
    const expires = expiresAt.getTime() / 1000
    const published = new Map(
      [...wanted.keys()].map((url, index) => {
        const token = writeToken({ id: ids[index] ?? '', expires, generation: newest }, key)
        return [url, `${publicUrl?.replace(/\/+$/, '')}/files/${token}`]
      }),
    )
    return withAddresses(dossier, url => published.get(url) ?? url)
  }

  #storesOf(agency: string): readonly Adapter[] {
    return this.#parts.adapters().filter(({ operations, agencies }) => {
      return operations.has(openFile) && agencies?.some(served => isWithin(agency, served)) === true
    })
  }
}

/** Every place of a dossier where a file's address stands. */
export function placesOf({ documents = [], results = [], supplements = [] }: Dossier): readonly Place[] {
  return [
    ...within('/documents', documents),
    ...within('/results', results),
    ...supplements.flatMap(({ documents = [] }, index) =>
      within(`/supplements/${index}/documents`, documents),
    ),
  ]
}

function within(pointer: string, papers: readonly Omit<Place, 'pointer'>[]): Place[] {
  return papers.map(({ url, name }, index) => ({
    ...(url !== undefined && { url }),
    ...{ name, pointer: `${pointer}/${index}` },
  }))
}

function withAddresses<D extends Dossier>(dossier: D, address: (url: string) => string): D {
  const mend = <P extends { readonly url?: string }>(place: P): P =>
    place.url === undefined ? place : { ...place, url: address(place.url) }
  const { documents, results, supplements } = dossier
  return {
    ...dossier,
    ...(documents && { documents: documents.map(mend) }),
    ...(results && { results: results.map(mend) }),
    ...(supplements && {
      supplements: supplements.map(one => ({
        ...one,
        ...(one.documents && { documents: one.documents.map(mend) }),
      })),
    }),
  }
}
