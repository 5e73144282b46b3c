import type { Adapter } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Dossier, Step } from '../contract/types.generated.ts'
import { Fault } from '../errors/fault.ts'
import type { PlannedDelivery } from '../ledger/submission.ts'
import { agencyNow, outboundDossier, outboundStep } from './canonical.ts'
import { serves } from './route.ts'

/** Why a dossier is told to no platform though it is kept: see pitfalls 15 and 22 of the portal's reference. */
export type Withheld = 'local-procedure' | 'child-dossier'

export interface Plan {
  readonly withheld: Withheld | null
  /** Adapters that cannot write it: it is accepted for the others, and theirs will be refused. */
  readonly refusing: readonly string[]
}

/** Decides which platforms a message goes to, and whether they would take it, before anything is accepted. */
export class Planner {
  readonly #adapters: () => readonly Adapter[]
  readonly #catalog: Catalog

  constructor(adapters: () => readonly Adapter[], catalog: Catalog) {
    this.#adapters = adapters
    this.#catalog = catalog
  }

  /** @throws Fault `procedure-unmapped`, `platform-would-refuse`. */
  dossier(code: string, dossier: Dossier): Plan {
    if (dossier.originDossier !== undefined) return { withheld: 'child-dossier', refusing: [] }
    const at = new Date(dossier.receivedAt ?? dossier.filedAt)
    const national = this.#catalog.nationalProcedure(dossier.procedure, at)
    if (national.kind === 'local-only') return { withheld: 'local-procedure', refusing: [] }
    if (national.kind === 'unmapped')
      throw new Fault('procedure-unmapped', { params: { reason: national.reason } })
    const agency = agencyNow(dossier, this.#catalog)
    const canonical = outboundDossier(code, dossier, dossier.status, national, agency)
    const refusing = this.#check('dossier', canonical, dossier.agency.code)
    return { withheld: null, refusing }
  }

  /**
   * Whose the dossier is, is not known yet: adapters that serve some agencies only are left to refuse it when it reaches them.
   *
   * @throws Fault `platform-would-refuse`.
   */
  step(code: string, step: Step): Plan {
    return { withheld: null, refusing: this.#check('step', outboundStep(code, step)) }
  }

  /** @param agency whose dossier it is: adapters that serve others only do not get it */
  deliveries(agency: string, ...carried: ReadonlyArray<'dossier' | 'step'>): PlannedDelivery[] {
    return this.#adapters().flatMap(adapter =>
      carried.flatMap(carries => {
        const operation = adapter.operationFor(carries)
        return operation === undefined || !this.#serves(adapter, agency)
          ? []
          : [{ adapter: adapter.id, version: adapter.version, operation, carries }]
      }),
    )
  }

  #serves(adapter: Adapter, agency: string | undefined): boolean {
    return serves(adapter, agency, agency && this.#catalog.currentAgency(agency)?.code)
  }

  /**
   * A platform that was joined later must not keep a message from the others: it is refused at the door only where an
   * operation that the manifest calls decisive cannot write it, or none can.
   */
  #check(carries: 'dossier' | 'step', canonical: object, agency?: string): string[] {
    const refusals: Fault[] = []
    const refusing: string[] = []
    let takers = 0
    for (const adapter of this.#adapters()) {
      const operation = adapter.operationFor(carries)
      if (operation === undefined || !this.#serves(adapter, agency)) continue
      const violations = adapter.check(operation, canonical)
      if (violations.length === 0) {
        takers++
        continue
      }
      const fault = new Fault('platform-would-refuse', {
        params: { adapter: adapter.id, count: violations.length },
        violations,
      })
      if (adapter.operations.get(operation)?.decisive === true) throw fault
      refusals.push(fault)
      refusing.push(adapter.id)
    }
    if (takers === 0 && refusals[0] !== undefined) throw refusals[0]
    return refusing
  }
}
