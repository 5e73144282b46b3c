import type { Client } from '../../access/clients.ts'
import { type Speaker, speaksFor } from '../../catalog/agency-code.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { Fault } from '../../errors/fault.ts'
import type { QuestionFilter, QuestionRecord, QuestionStore } from '../../ledger/questions.ts'
import type { Seal } from '../../ledger/seal.ts'
import { openAnswer, openAsker, openBody, pathOf } from './content.ts'

export type QuestionQuery = Omit<QuestionFilter, 'scopes' | 'agencies' | 'after'> & {
  readonly cursor?: string
  /** Its subtree, and those of the agencies before and after it. */
  readonly agency?: string
}

export interface LookParts {
  readonly store: QuestionStore
  readonly seal: Seal
  readonly catalog: Pick<Catalog, 'currentAgency' | 'heirTo'>
  readonly clock: () => Date
}

/** Use cases of an agency system that reads questions. Who asked is shown one question at a time, and while it is kept. */
export class LookAtQuestions {
  readonly #parts: LookParts

  constructor(parts: LookParts) {
    this.#parts = parts
  }

  /** @throws Fault `question-unknown`, also when it is outside the client's scope. */
  async get(client: Client, id: string): Promise<object> {
    const { store, seal, clock } = this.#parts
    const record = await store.find(id)
    if (record === undefined || !speaksFor(client, record.agency)) throw new Fault('question-unknown')
    const asker = openAsker(seal, record, clock())
    return {
      ...this.#view(record),
      ...(asker === undefined ? {} : { asker, askerUntil: record.asker_until?.toISOString() }),
    }
  }

  /** One page, newest first. @throws Fault `cursor-invalid` */
  async page(client: Client, { cursor, agency, ...query }: QuestionQuery): Promise<object> {
    const rows = await this.#parts.store.page({
      ...query,
      scopes: prefixes(client),
      ...(agency === undefined ? {} : { agencies: prefixes(this.#lineOf(agency)) }),
      ...(cursor === undefined ? {} : { after: readCursor(cursor) }),
      limit: query.limit + 1,
    })
    const questions = rows.slice(0, query.limit)
    const last = questions.at(-1)
    return {
      questions: questions.map(record => this.#view(record)),
      ...(rows.length > query.limit && last !== undefined ? { next: writeCursor(last) } : {}),
    }
  }

  /** A reform changes codes, and a question keeps the one it came with. */
  #lineOf(code: string): Speaker {
    const { catalog } = this.#parts
    const agency = catalog.currentAgency(code)?.code ?? code
    return { agency, heirTo: [...new Set([code, ...catalog.heirTo(agency)])] }
  }

  #view(record: QuestionRecord): object {
    const { seal } = this.#parts
    const { id, origin, adapter, remote_id, agency, domain, procedure, shown, state, message } = record
    const { content, agencyName } = openBody(seal, record)
    const answer = openAnswer(seal, record)
    const known = { adapter, question: remote_id, domain, procedure, shown, message, answer }
    return {
      ...{ id, origin, state },
      agency: { code: agency, ...(agencyName === undefined ? {} : { name: agencyName }) },
      content,
      ...Object.fromEntries(
        Object.entries(known).filter(([, value]) => value !== null && value !== undefined),
      ),
      at: record.at.toISOString(),
      updatedAt: record.updated_at.toISOString(),
    }
  }
}

/** A malformed code matches nothing. */
function prefixes({ agency, heirTo = [] }: Speaker): string[] {
  return [agency, ...heirTo].map(code => pathOf(code) ?? '\\')
}

function writeCursor({ at, id }: QuestionRecord): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')
}

/** @throws Fault `cursor-invalid` */
function readCursor(cursor: string): { at: Date; id: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
      const at = new Date(value[0])
      if (value[0].length === 24 && at.toJSON() === value[0] && /^[\w.-]{1,50}$/.test(value[1]))
        return { at, id: value[1] }
    }
  } catch {
    // Not JSON: told below, like any other cursor that is not ours.
  }
  throw new Fault('cursor-invalid')
}
