import type { Dossier } from '../../contract/types.generated.ts'
import type { FileLinks } from '../../ledger/file-links.ts'
import type { FinishHandler } from '../handlers.ts'
import { placesOf } from './publish.ts'

/** A platform has taken a dossier: links to papers that this version names no more are void. */
export function filesReplaced(links: FileLinks): FinishHandler {
  return {
    kinds: ['dossier'],
    async finished({ adapter, state, message }, tx) {
      if (state !== 'delivered') return
      const addresses = placesOf(message.body as Dossier).flatMap(({ url }) =>
        url === undefined ? [] : [url],
      )
      await links.keepOnly(tx, adapter, message.subject, addresses)
    },
  }
}
