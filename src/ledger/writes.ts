import { newId } from '../contract/id.ts'
import { ArrayColumns } from './array-columns.ts'
import type { Query } from './database.ts'
import type { Job } from './deliveries.ts'
import type { Seal } from './seal.ts'
import { statement } from './sql.ts'
import type { Acceptance, Decision, DossierRow, PlannedDelivery, Submission } from './submission.ts'

type Write = Extract<Decision, { kind: 'write' }>

/** What accept-write.sql returns: a message that was not written, or a delivery that is not queued at once. */
export interface Exception {
  readonly place: number
  readonly id: string | null
  readonly state: 'accepted' | 'held' | null
}

/** A batch on its way to accept-write.sql, in few pieces, so that it costs little to hand to another thread. */
export interface WriteOrder {
  readonly now: string
  /** The messages, and beside each its id, which its seal needs. */
  readonly bodies: readonly string[]
  readonly ids: readonly string[]
  /** From $6 on. */
  readonly columns: readonly string[]
}

/** @param behindRefused whether a dossier may go behind a refused one: then `mended` must be seen to. */
export function writeStatement(order: WriteOrder, seal: Seal, behindRefused: boolean): Query {
  const { now, bodies, ids, columns } = order
  const sealed = ids.map((id, place) => seal.close(id, bodies[place] ?? ''))
  const lengths = new ArrayColumns(2)
  let at = 1
  for (const { length } of sealed) {
    lengths.push([at, length])
    at += length
  }
  const values = [now, Buffer.concat(sealed, at - 1), behindRefused, ...lengths.texts(), ...columns]
  return statement('accept-write', values)
}

interface Planned extends Job {
  readonly place: number
  /** It carries a dossier that was put just now, which mends a refused one. */
  readonly mends: boolean
}

/** Collects the columns of one batch for accept-write.sql. */
export class Writes {
  readonly #now: Date
  readonly #bodies: string[] = []
  readonly #ids: string[] = []
  readonly #messages = new ArrayColumns(18)
  readonly #deliveries = new ArrayColumns(7)
  readonly #answers = new ArrayColumns(5)
  readonly #planned: Planned[] = []

  constructor(now: Date) {
    this.#now = now
  }

  get empty(): boolean {
    return this.#messages.rows === 0 && this.#answers.rows === 0
  }

  /** @returns the answer to give when all of this is committed, and the message's place in the batch, from 1. */
  write(submission: Submission, decision: Write): { acceptance: Acceptance; place: number } {
    this.#message(submission, decision)
    const place = this.#messages.rows
    const acceptance: Acceptance = {
      unchanged: false,
      message: submission.id,
      dossier: submission.code,
      revision: decision.dossier.revision,
      ...(decision.stepAt === undefined ? {} : { step: decision.dossier.steps }),
      deliveries: this.#plan(place, submission, decision.deliveries),
      warnings: decision.warnings,
    }
    this.#answer(place, submission, acceptance)
    return { acceptance, place }
  }

  /** Nothing to write; the answer is remembered under its idempotency key, as any other. */
  unchanged(submission: Submission, decision: Extract<Decision, { kind: 'unchanged' }>): Acceptance {
    const acceptance: Acceptance = {
      unchanged: true,
      message: decision.message,
      dossier: submission.code,
      revision: decision.revision,
      ...(decision.step === undefined ? {} : { step: decision.step }),
      deliveries: [],
      warnings: [],
    }
    this.#answer(0, submission, acceptance)
    return acceptance
  }

  order(): WriteOrder {
    return {
      now: this.#now.toISOString(),
      bodies: this.#bodies,
      ids: this.#ids,
      columns: [...this.#messages.texts(), ...this.#deliveries.texts(), ...this.#answers.texts()],
    }
  }

  /** The jobs that a written batch asks for, and the deliveries that take the place of a refused one. */
  outcome(exceptions: readonly Exception[]): { queued: Job[]; mended: string[] } {
    if (exceptions.length === 0) return { queued: this.#planned.map(toJob), mended: [] }
    const unwritten = new Set(exceptions.filter(row => row.id === null).map(row => row.place))
    const states = new Map(exceptions.map(row => [row.id, row.state]))
    const written = this.#planned.filter(({ place }) => !unwritten.has(place))
    return {
      queued: written.filter(({ id }) => !states.has(id)).map(toJob),
      mended: written.filter(({ id, mends }) => mends && states.get(id) === 'held').map(({ id }) => id),
    }
  }

  #message(submission: Submission, { dossier, stepAt }: Write): void {
    const { id, client, kind, code, correlationId, body } = submission
    const { agency, agency_path, procedure, channel, status, withheld, dated, revision, steps } = dossier
    const { content_message = id, content_hash } = dossier
    const stepHash = stepAt === undefined ? null : (submission.stepHash ?? null)
    // biome-ignore format: in the order of accept-write.sql
    this.#messages.push([
      id, client, kind, code, correlationId,
      agency, agency_path, procedure, channel, status, withheld, dated, revision, steps,
      content_message, content_hash, stepAt ?? null, stepHash,
    ])
    this.#ids.push(id)
    this.#bodies.push(body)
  }

  #plan(place: number, submission: Submission, deliveries: readonly PlannedDelivery[]) {
    const ordinals = new Map<string, number>()
    return deliveries.map(({ adapter, version, operation, carries }) => {
      const ordinal = (ordinals.get(adapter) ?? 0) + 1
      ordinals.set(adapter, ordinal)
      const id = newId()
      this.#deliveries.push([place, id, adapter, version, operation, carries, ordinal])
      this.#planned.push({ id, adapter, version: 0, place, mends: submission.kind === 'dossier' })
      return { id, adapter, operation }
    })
  }

  #answer(place: number, { client, idempotency }: Submission, acceptance: Acceptance): void {
    if (idempotency === undefined) return
    const { key, fingerprint } = idempotency
    this.#answers.push([place, client, key, fingerprint, JSON.stringify(acceptance)])
  }
}

/** The dossier as it stands once a decision about it is written. */
export function rowAfter({ id, code }: Submission, { dossier }: Write): DossierRow {
  return {
    code,
    agency: dossier.agency,
    agency_path: dossier.agency_path,
    procedure: dossier.procedure,
    channel: dossier.channel,
    status: dossier.status,
    withheld: dossier.withheld,
    dated: dossier.dated,
    revision: dossier.revision,
    steps: dossier.steps,
    content_message: dossier.content_message ?? id,
    content_hash: dossier.content_hash,
    same_step: null,
    same_step_message: null,
  }
}

const toJob = ({ id, adapter, version }: Planned): Job => ({ id, adapter, version })
