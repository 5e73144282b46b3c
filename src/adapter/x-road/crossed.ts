import { fromCatalog } from '../from-catalog.ts'
import type { Exchanged } from '../transport/send.ts'

/**
 * An answer that belongs to another call. It is never read as an answer to this one, whatever it says; nothing is
 * sent again by itself, because somebody must find out first whose data went where.
 */
export function crossedReply(exchanged: Exchanged, member: string): Exchanged {
  const outcome = fromCatalog('refused', 'crossed-reply', 'platform-reply-crossed', { member })
  const { observed } = exchanged
  return { ...exchanged, observed: { ...observed, layers: [], text: '', ruled: { outcome, final: true } } }
}
