import type { Client } from '../../access/clients.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import type { PopulationProfile } from '../../catalog/population.ts'
import type { Dossier } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Accesses } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Asked } from './licence.ts'
import { type DossierContent, type DossierOfQuestion, requireParty } from './party.ts'

/** A dossier at one of its revisions. */
interface Seen extends DossierOfQuestion {
  readonly revision: number
  /** Whose content it has; messages never change. */
  readonly message: string
}

const most = 1_000

/**
 * Whether a dossier gives a reason to ask. An officer mostly asks several times about one: what it was when it was last
 * looked at is a good guess, which access-record.sql holds against the ledger.
 */
export class Reasons {
  readonly #accesses: Accesses
  readonly #seal: Seal
  readonly #procedure: (code: string) => string | undefined
  readonly #seen = new Map<string, Seen>()

  constructor(parts: {
    readonly accesses: Accesses
    readonly seal: Seal
    /** The code under which two procedures are one. */
    readonly procedure: (code: string) => string | undefined
  }) {
    this.#accesses = parts.accesses
    this.#seal = parts.seal
    this.#procedure = parts.procedure
  }

  /**
   * @returns the revision at which the dossier gives a reason, to be held against the ledger; undefined when it has just
   *   been looked up there
   * @throws Fault as `requireParty`, `ledger-unavailable`, `seal-broken`
   */
  async find(asked: Asked, client: Client, profile: PopulationProfile): Promise<number | undefined> {
    const seen = this.#seen.get(asked.dossier)
    if (seen !== undefined && this.#gives(asked, client, profile, seen)) return seen.revision
    await this.confirm(asked, client, profile)
    return undefined
  }

  /** Looks the dossier up. @throws Fault as `find` */
  async confirm(asked: Asked, client: Client, profile: PopulationProfile): Promise<void> {
    this.#require(asked, client, profile, await this.#look(asked.dossier))
  }

  #gives(asked: Asked, client: Client, profile: PopulationProfile, dossier: Seen): boolean {
    try {
      this.#require(asked, client, profile, dossier)
      return true
    } catch (error) {
      if (error instanceof Fault) return false
      throw error
    }
  }

  #require(asked: Asked, client: Client, { relations }: PopulationProfile, dossier: Seen | undefined): void {
    const nameOf = this.#procedure
    const own = dossier !== undefined && speaksFor(client, dossier.agency) ? dossier : undefined
    const same = (a: string, b: string) => a === b || (nameOf(a) ?? a) === (nameOf(b) ?? b)
    requireParty(asked, own, relations, same)
  }

  async #look(code: string): Promise<Seen | undefined> {
    const before = this.#seen.get(code)
    const row = await this.#accesses.dossier(code, before?.message)
    if (row === undefined) return undefined
    const { agency, status, revision, content_message: message, body } = row
    // Without a body the message is the one of before.
    const content = before?.message === message ? before.content : this.#open(message, body)
    const dossier = { agency, status, revision, message, content }
    if (this.#seen.size >= most) this.#seen.clear()
    this.#seen.set(code, dossier)
    return dossier
  }

  #open(message: string, body: Buffer | null): DossierContent {
    const text = this.#seal.open(message, body ?? Buffer.alloc(0))
    const { procedure, applicant } = JSON.parse(text) as Dossier
    return { procedure: procedure.code, applicant }
  }
}
