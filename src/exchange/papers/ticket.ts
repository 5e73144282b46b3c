import { Fault } from '../../errors/fault.ts'
import type { Seal } from '../../ledger/seal.ts'

/** What a search found, and for whom: everything that fetching it needs, sealed, so that nothing is stored. */
export interface Ticket {
  /** Id of the access record of the search. */
  readonly access: string
  readonly client: string
  readonly adapter: string
  readonly channel: 'officer' | 'citizen'
  readonly procedure: string
  readonly dossier: string
  readonly owner: { readonly personalId: string; readonly name: string }
  readonly authority: string
  readonly path: string
  readonly name?: string
  /** Milliseconds since 1970. */
  readonly until: number
}

const purpose = 'paper ticket'
export const ticketMs = 15 * 60_000

export function writeTicket(seal: Seal, ticket: Ticket): string {
  return seal.close(purpose, JSON.stringify(ticket)).toString('base64url')
}

/**
 * Whoever may search may not thereby fetch whatever they can name: only what was found, for the same system and dossier, and
 * not for long.
 *
 * @throws Fault `paper-ticket-invalid`
 */
export function readTicket(seal: Seal, text: string, client: string, dossier: string, now: Date): Ticket {
  const ticket = open(seal, text)
  const reason =
    ticket === undefined
      ? 'unreadable'
      : ticket.client !== client
        ? 'another-system'
        : ticket.dossier !== dossier
          ? 'another-dossier'
          : ticket.until <= now.getTime()
            ? 'expired'
            : undefined
  if (ticket === undefined || reason !== undefined)
    throw new Fault('paper-ticket-invalid', { params: { reason: reason ?? 'unreadable' } })
  return ticket
}

function open(seal: Seal, text: string): Ticket | undefined {
  try {
    return JSON.parse(seal.open(purpose, Buffer.from(text, 'base64url'))) as Ticket
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}
