import { uuidv7 } from 'uuidv7'
import type { Job } from './deliveries.ts'
import { statement } from './sql.ts'
import type { Acceptance, Decision, DossierRow, PlannedDelivery, Submission } from './submission.ts'

type Write = Extract<Decision, { kind: 'write' }>

/** What accept-write.sql returns: a message that was not written, or a delivery that is not queued at once. */
export interface Exception {
  readonly place: number
  readonly id: string | null
  readonly state: 'accepted' | 'held' | null
}

interface Planned extends Job {
  readonly place: number
  /** It carries a dossier that was put just now, which mends a refused one. */
  readonly mends: boolean
}

/** Collects the columns of one batch for accept-write.sql. */
export class Writes {
  readonly #now: Date
  readonly #bodies: Buffer[] = []
  #bodyBytes = 0
  readonly #messages = columns(20)
  readonly #deliveries = columns(7)
  readonly #answers = columns(5)
  readonly #planned: Planned[] = []
  #places = 0

  constructor(now: Date) {
    this.#now = now
  }

  get empty(): boolean {
    return this.#places === 0 && this.#answers[0]?.length === 0
  }

  /** @returns the answer to give when all of this is committed, and the message's place in the batch, from 1. */
  write(submission: Submission, decision: Write): { acceptance: Acceptance; place: number } {
    const place = ++this.#places
    this.#message(submission, decision)
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

  /** @param behindRefused whether a dossier may go behind a refused one: then `mended` must be seen to. */
  statement(behindRefused: boolean) {
    const bodies = Buffer.concat(this.#bodies, this.#bodyBytes)
    const parameters = [...this.#messages, ...this.#deliveries, ...this.#answers]
    return statement('accept-write', [this.#now, bodies, behindRefused, ...parameters])
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
    push(this.#messages, [
      ...[id, client, kind, code, correlationId, this.#bodyBytes + 1, body.length],
      ...[dossier.agency, dossier.agency_path, dossier.procedure, dossier.channel],
      ...[dossier.status, dossier.withheld, dossier.dated, dossier.revision, dossier.steps],
      ...[dossier.content_message ?? id, dossier.content_hash],
      ...(stepAt === undefined ? [null, null] : [stepAt, submission.stepHash]),
    ])
    this.#bodies.push(body)
    this.#bodyBytes += body.length
  }

  #plan(place: number, submission: Submission, deliveries: readonly PlannedDelivery[]) {
    const ordinals = new Map<string, number>()
    return deliveries.map(({ adapter, version, operation, carries }) => {
      const ordinal = (ordinals.get(adapter) ?? 0) + 1
      ordinals.set(adapter, ordinal)
      const id = uuidv7()
      push(this.#deliveries, [place, id, adapter, version, operation, carries, ordinal])
      this.#planned.push({ id, adapter, version: 0, place, mends: submission.kind === 'dossier' })
      return { id, adapter, operation }
    })
  }

  #answer(place: number, { client, idempotency }: Submission, acceptance: Acceptance): void {
    if (idempotency === undefined) return
    const { key, fingerprint } = idempotency
    push(this.#answers, [place, client, key, fingerprint, JSON.stringify(acceptance)])
  }
}

/** The dossier as it stands once a decision about it is written. */
export function rowAfter({ id, code }: Submission, { dossier }: Write): DossierRow {
  const { content_message = id, ...kept } = dossier
  return { ...kept, code, content_message, same_step: null, same_step_message: null }
}

const columns = (count: number): unknown[][] => Array.from({ length: count }, () => [])

function push(columns: readonly unknown[][], row: readonly unknown[]): void {
  for (let index = 0; index < row.length; index++) columns[index]?.push(row[index])
}

const toJob = ({ id, adapter, version }: Planned): Job => ({ id, adapter, version })
