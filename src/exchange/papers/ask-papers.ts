import type { Adapter, AskResult } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { newId } from '../../contract/id.ts'
import type { PaperQuestion } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Accesses } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { faultOf } from '../ask.ts'
import type { CitizenCaller } from '../citizens/ask-citizens.ts'
import type { Pace } from '../citizens/pace.ts'
import { failureOf } from '../citizens/result.ts'
import type { Controls } from '../citizens/stops.ts'
import type { SubjectKeys } from '../citizens/subject-keys.ts'
import { admit, type PaperOperation } from './admit.ts'
import { kindOf } from './kind.ts'
import { accessOf, type PaperDraft } from './record.ts'
import { readTicket, type Ticket, ticketMs, writeTicket } from './ticket.ts'

export interface AskPapersParts {
  readonly route: (operation: string, unit: string) => Adapter | undefined
  readonly catalog: Pick<Catalog, 'procedure'>
  readonly accesses: Accesses
  readonly controls: Controls
  readonly pace: Pace
  readonly keys: SubjectKeys
  readonly seal: Seal
  readonly log: Logger
  readonly now: () => Date
  readonly officeHours: readonly [number, number]
}

/** A digitised paper, as whoever asked for it sees it. */
export interface FoundPaper {
  readonly code?: string
  readonly name?: string
  readonly number?: string
  readonly authority?: string
  /** `ticket`: hands the file out at `papers:fetch`, for a quarter of an hour. */
  readonly files: readonly { readonly name?: string; readonly ticket?: string }[]
}

export interface FoundPapers {
  readonly access: string
  /** The store's own, as it came: neither read nor checked. */
  readonly signature?: string
  readonly papers: readonly FoundPaper[]
}

/** A file that was found, wanted now. Who it is of, and where it lies, is in the ticket. */
export type PaperFetch = Pick<PaperQuestion, 'officer' | 'unit' | 'dossier' | 'purpose'> & {
  readonly ticket: string
}

export interface FetchedPaper {
  readonly access: string
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}

interface ToldPaper {
  readonly code?: string
  readonly name?: string
  readonly number?: string
  readonly authority?: string
  readonly files?: readonly { readonly name?: string; readonly path?: string }[]
}

/** Use cases of an officer, or a citizen, who takes a dossier's papers from the national store. Nothing of them is kept. */
export class AskPapers {
  readonly #parts: AskPapersParts

  constructor(parts: AskPapersParts) {
    this.#parts = parts
  }

  /** @throws Fault `citizen-*`, `dossier-unknown`, `agency-outside-scope`, `paper-store-missing`, `ask-*`, `ledger-unavailable` */
  async search(caller: CitizenCaller, question: PaperQuestion): Promise<FoundPapers> {
    const { papers: wanted, ...asked } = question
    const { channel, officer, owner, procedure, dossier } = asked
    const draft = this.#draft(caller, 'paper.search', asked, ['papers'])
    const { nationalCode } = this.#parts.catalog.procedure(procedure.code) ?? {}
    const { answer } = await this.#ask(draft, () => ({
      owner: { personalId: owner.personalId },
      requester: channel === 'officer' && officer ? { name: officer.name, personalId: officer.id } : owner,
      channel,
      procedure: { code: procedure.code, ...(nationalCode ? { nationalCode } : {}) },
      papers: wanted,
    }))
    const { signature, papers = [] } = (answer.answer ?? {}) as {
      signature?: string
      papers?: readonly ToldPaper[]
    }
    this.#conclude(
      draft,
      answer,
      papers.length > 0 ? 'found' : 'not-found',
      papers.length > 0 ? ['papers'] : [],
    )
    const until = this.#parts.now().getTime() + ticketMs
    const about = { access: draft.id, client: caller.client.id, adapter: draft.adapter?.id ?? '' }
    const common = { ...about, channel, procedure: procedure.code, dossier, owner, until }
    return {
      access: draft.id,
      ...(signature === undefined ? {} : { signature }),
      papers: papers.map(paper => this.#found(paper, common)),
    }
  }

  /** @throws Fault `paper-ticket-invalid`, and as `search` */
  async fetch(caller: CitizenCaller, wanted: PaperFetch): Promise<FetchedPaper> {
    const { officer, unit, dossier, purpose } = wanted
    const { seal, now } = this.#parts
    const ticket = readTicket(seal, wanted.ticket, caller.client.id, dossier, now())
    const { channel, owner, authority, path } = ticket
    const procedure = { code: ticket.procedure }
    const asked = { channel, unit, procedure, dossier, purpose, owner, ...(officer && { officer }) }
    const draft = { ...this.#draft(caller, 'paper.fetch', asked, ['file']), search: ticket.access }
    const { answer } = await this.#ask(draft, () => ({ authority, path }), ticket.adapter)
    if (answer.file === undefined) throw this.#failed(draft, answer)
    this.#conclude(draft, answer, 'found', ['file'])
    const { type, extension } = kindOf(answer.file.bytes)
    return { access: draft.id, name: ticket.name ?? `paper.${extension}`, type, bytes: answer.file.bytes }
  }

  #found(
    { code, name, number, authority, files = [] }: ToldPaper,
    common: Omit<Ticket, 'authority' | 'path'>,
  ): FoundPaper {
    const known = Object.entries({ code, name, number, authority }).filter(([, value]) => value !== undefined)
    return {
      ...Object.fromEntries(known),
      files: files.map(({ name, path }) => {
        const named = name === undefined ? {} : { name }
        // What the store gives no way to is shown, and cannot be fetched.
        if (authority === undefined || path === undefined) return named
        return { ...named, ticket: writeTicket(this.#parts.seal, { ...common, ...named, authority, path }) }
      }),
    }
  }

  #draft(
    caller: CitizenCaller,
    operation: PaperOperation,
    asked: PaperDraft['asked'],
    fields: readonly string[],
  ): PaperDraft {
    return { id: newId(), at: this.#parts.now(), caller, operation, asked, fields }
  }

  /** Admitted, on record, asked: in this order, and a refusal is on record, too. */
  async #ask(draft: PaperDraft, canonicalOf: () => object, only?: string): Promise<{ answer: AskResult }> {
    const { accesses, catalog } = this.#parts
    const { caller, operation, asked } = draft
    let canonical: object
    let adapter: Adapter
    try {
      const procedure = (code: string) => catalog.procedure(code)?.code
      await admit({ ...this.#parts, procedure }, caller, operation, asked, draft.at)
      const found = this.#parts.route(operation, asked.unit.code)
      if (found === undefined || (only !== undefined && only !== found.id))
        throw new Fault('paper-store-missing', { params: { operation } })
      adapter = found
      draft.adapter = found
      canonical = canonicalOf()
      const violations = adapter.check(operation, canonical)
      if (violations.length > 0)
        throw new Fault('platform-would-refuse', {
          params: { adapter: adapter.id, count: violations.length },
          violations,
        })
    } catch (error) {
      if (error instanceof Fault && error.code !== 'ledger-unavailable')
        await accesses.record(this.#record(draft, error.code))
      throw error
    }
    await accesses.record(this.#record(draft, 'asked'))
    const answer = await adapter.ask(operation, canonical, {
      standing: 'unsure',
      correlationId: caller.correlationId,
    })
    const { kind } = answer.record.outcome
    if (kind !== 'delivered' && kind !== 'duplicate') throw this.#failed(draft, answer)
    return { answer }
  }

  #record(draft: PaperDraft, verdict: string) {
    const access = accessOf(draft, verdict, this.#parts)
    const { id, operation, caller } = draft
    if (access.flags.length > 0)
      this.#parts.log.error(
        { security: true, access: id, operation, correlationId: caller.correlationId, flags: access.flags },
        'a conspicuous access to the store of papers',
      )
    return access
  }

  #failed(draft: PaperDraft, answer: AskResult): Fault {
    const { outcome } = answer.record
    const adapter = draft.adapter?.id ?? ''
    const empty = outcome.kind === 'delivered' || outcome.kind === 'duplicate'
    this.#conclude(draft, answer, empty ? 'malformed' : failureOf(outcome), [])
    // Said to be there, and nothing came of it.
    return empty
      ? new Fault('ask-failed', { params: { adapter, rule: outcome.rule } })
      : faultOf(adapter, outcome)
  }

  /** The question is on record; that its result is not must not keep the answer from whoever waits for it. */
  #conclude(draft: PaperDraft, { record }: AskResult, result: string, released: readonly string[]): void {
    const { accesses, log, now } = this.#parts
    const { outcome, durationMs, httpStatus, evidence } = record
    accesses
      .conclude({
        ...{ access: draft.id, at: now(), result, rule: outcome.rule, released },
        ...{ httpStatus, durationMs, evidence },
      })
      .catch((error: unknown) =>
        log.error({ access: draft.id, error }, 'the result of an access was not recorded'),
      )
  }
}
