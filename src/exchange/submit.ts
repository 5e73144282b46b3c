import { createHash, hash } from 'node:crypto'
import type { Client } from '../access/clients.ts'
import { agencyPath, speaksFor } from '../catalog/agency-code.ts'
import { newId } from '../contract/id.ts'
import type { Dossier, Status, Step } from '../contract/types.generated.ts'
import { Fault } from '../errors/fault.ts'
import type { Acceptor } from '../ledger/accept.ts'
import type { Acceptance, Decision, DossierRow } from '../ledger/submission.ts'
import type { Plan, Planner } from './plan.ts'
import { needsDates, statusMayBecome, statusTransitions } from './status.ts'
import { dossierWarnings, refusedBy } from './warnings.ts'

/** Who sends, and under which ids. */
export interface Sender {
  readonly client: Client
  readonly correlationId: string
  readonly idempotencyKey?: string
}

/** Use cases of an agency system that sends: a dossier as it stands, a step that happened. */
export class Submit {
  readonly #acceptor: Acceptor
  readonly #planner: Planner
  readonly #running = new Set<string>()

  constructor(acceptor: Acceptor, planner: Planner) {
    this.#acceptor = acceptor
    this.#planner = planner
  }

  /**
   * Accepts a dossier (already valid by its schema) and plans its deliveries. Resolves after the commit.
   *
   * @param body the dossier as JSON, where that is at hand: it is kept as it is, and known again by it
   * @throws Fault `agency-outside-scope`, `dossier-of-another-agency`, `status-transition`, `procedure-unmapped`,
   *   `platform-would-refuse`, `idempotency-*`, `ledger-unavailable`.
   */
  dossier(
    sender: Sender,
    code: string,
    dossier: Dossier,
    body = JSON.stringify(dossier),
  ): Promise<Acceptance> {
    const { client } = sender
    if (!speaksFor(client, dossier.agency.code)) {
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    }
    const plan = this.#planner.dossier(code, dossier)
    const contentHash = hash('sha256', body)
    return this.#submit(sender, 'dossier', code, body, current =>
      decideDossier({ client, code, dossier, plan, contentHash, planner: this.#planner }, current),
    )
  }

  /**
   * Accepts a step of a dossier that is known already. Resolves after the commit.
   *
   * @throws Fault as `dossier`, and `dossier-unknown`.
   */
  step(sender: Sender, code: string, step: Step): Promise<Acceptance> {
    const plan = this.#planner.step(code, step)
    const { client } = sender
    return this.#submit(sender, 'step', code, JSON.stringify(step), current =>
      decideStep({ client, step, plan, planner: this.#planner }, current),
    )
  }

  async #submit(
    sender: Sender,
    kind: 'dossier' | 'step',
    code: string,
    body: string,
    decide: (current: DossierRow | undefined) => Decision,
  ): Promise<Acceptance> {
    const id = newId()
    const running =
      sender.idempotencyKey === undefined ? undefined : `${sender.client.id} ${sender.idempotencyKey}`
    if (running !== undefined && this.#running.has(running)) throw new Fault('idempotency-running')
    if (running !== undefined) this.#running.add(running)
    try {
      return await this.#acceptor.accept({
        id,
        client: sender.client.id,
        kind,
        code,
        body,
        correlationId: sender.correlationId,
        ...(kind === 'step' ? { stepHash: hash('sha256', body) } : {}),
        ...(sender.idempotencyKey === undefined
          ? {}
          : {
              idempotency: {
                // Callers put what they like into it, a person's number too: the ledger keeps its hash.
                key: hash('sha256', sender.idempotencyKey, 'base64url'),
                fingerprint: fingerprintOf(kind, code, body),
              },
            }),
        decide,
      })
    } finally {
      if (running !== undefined) this.#running.delete(running)
    }
  }
}

const fingerprintOf = (kind: string, code: string, body: string) =>
  createHash('sha256').update(`${kind}\n${code}\n`).update(body).digest('hex')

interface DossierCase {
  readonly client: Client
  readonly code: string
  readonly dossier: Dossier
  readonly plan: Plan
  readonly contentHash: string
  readonly planner: Planner
}

/** What becomes of a dossier put onto what the ledger holds. Pure. */
export function decideDossier(
  { client, code, dossier, plan, contentHash, planner }: DossierCase,
  current: DossierRow | undefined,
): Decision {
  const { withheld, refusing } = plan
  if (current !== undefined) {
    if (!speaksFor(client, current.agency))
      return { kind: 'refuse', fault: new Fault('dossier-of-another-agency') }
    if (current.content_hash === contentHash) {
      return { kind: 'unchanged', message: current.content_message, revision: current.revision }
    }
    const fault = wrongTransition(current.status as Status, dossier.status, dossier.correction)
    if (fault !== undefined) return { kind: 'refuse', fault }
  }
  return {
    kind: 'write',
    dossier: {
      agency: dossier.agency.code,
      agency_path: `${(agencyPath(dossier.agency.code) ?? []).join('/')}/`,
      procedure: dossier.procedure.code,
      channel: dossier.channel,
      status: dossier.status,
      withheld,
      dated:
        dossier.receivedAt !== undefined &&
        (dossier.dueAt !== undefined || dossier.procedure.immediate === true),
      revision: (current?.revision ?? 0) + 1,
      steps: current?.steps ?? 0,
      content_hash: contentHash,
    },
    deliveries: withheld === null ? planner.deliveries(dossier.agency.code, 'dossier') : [],
    warnings: [...dossierWarnings(code, dossier, withheld), ...refusing.map(refusedBy)],
  }
}

interface StepCase {
  readonly client: Client
  readonly step: Step
  readonly plan: Plan
  readonly planner: Planner
}

/** What becomes of a step on what the ledger holds. Pure. */
export function decideStep(
  { client, step, plan, planner }: StepCase,
  current: DossierRow | undefined,
): Decision {
  if (current === undefined || !speaksFor(client, current.agency)) {
    return { kind: 'refuse', fault: new Fault('dossier-unknown') }
  }
  if (current.same_step !== null && current.same_step_message !== null) {
    const { same_step: number, same_step_message: message, revision } = current
    return { kind: 'unchanged', message, revision, step: number }
  }
  const fault = wrongTransition(current.status as Status, step.status, step.correction)
  if (fault !== undefined) return { kind: 'refuse', fault }
  const changed = step.status !== current.status
  // The dossier as last put may lack the dates that its new status needs; then the platform learns the status from
  // the step now, and the rest when the agency puts the dossier again. No date is ever made up.
  const complete = current.dated || !needsDates(step.status)
  const { code: _code, same_step: _same, same_step_message: _message, ...kept } = current
  return {
    kind: 'write',
    dossier: { ...kept, status: step.status, revision: current.revision + 1, steps: current.steps + 1 },
    stepAt: step.at,
    deliveries:
      current.withheld !== null
        ? []
        : changed && complete
          ? planner.deliveries(current.agency, 'dossier', 'step')
          : planner.deliveries(current.agency, 'step'),
    warnings: [
      ...(changed && !complete ? ['dossier-dates-missing'] : []),
      ...(current.withheld === null ? plan.refusing.map(refusedBy) : []),
    ],
  }
}

function wrongTransition(from: Status, to: Status, correction: string | undefined): Fault | undefined {
  if (correction !== undefined || statusMayBecome(from, to)) return undefined
  const allowed = statusTransitions[from].join(', ') || '–'
  return new Fault('status-transition', { params: { from, to, allowed } })
}
