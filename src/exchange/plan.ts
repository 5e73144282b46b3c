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

type Kind = 'dossier' | 'step'

/** An adapter with the operations that carry dossiers and steps. */
interface Carrier extends Readonly<Record<Kind, string | undefined>> {
  readonly adapter: Adapter
}

/** Decides which platforms a message goes to, and whether they would take it, before anything is accepted. */
export class Planner {
  readonly #adapters: () => readonly Adapter[]
  readonly #catalog: Catalog
  /** Of the adapters that were active when it was last asked: of twenty, one or two carry a dossier. */
  #known: { adapters: readonly Adapter[]; carriers: readonly Carrier[] } | undefined

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
  deliveries(agency: string, ...carried: readonly Kind[]): PlannedDelivery[] {
    const planned: PlannedDelivery[] = []
    for (const carrier of this.#carriers()) {
      const { id, version } = carrier.adapter
      if (!this.#serves(carrier.adapter, agency)) continue
      for (const carries of carried) {
        const operation = carrier[carries]
        if (operation !== undefined) planned.push({ adapter: id, version, operation, carries })
      }
    }
    return planned
  }

  #carriers(): readonly Carrier[] {
    const adapters = this.#adapters()
    if (this.#known?.adapters !== adapters) this.#known = { adapters, carriers: adapters.flatMap(asCarrier) }
    return this.#known.carriers
  }

  #serves(adapter: Adapter, agency: string | undefined): boolean {
    if (adapter.agencies === undefined) return true
    return serves(adapter, agency, agency && this.#catalog.currentAgency(agency)?.code)
  }

  /**
   * A platform that was joined later must not keep a message from the others: it is refused at the door only where an
   * operation that the manifest calls decisive cannot write it, or none can.
   */
  #check(carries: Kind, canonical: object, agency?: string): string[] {
    const refusals: Fault[] = []
    const refusing: string[] = []
    let takers = 0
    for (const { adapter, [carries]: operation } of this.#carriers()) {
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

function asCarrier(adapter: Adapter): Carrier[] {
  const [dossier, step] = [adapter.operationFor('dossier'), adapter.operationFor('step')]
  return dossier === undefined && step === undefined ? [] : [{ adapter, dossier, step }]
}
