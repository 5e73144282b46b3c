import type { Adapter } from '../adapter/index.ts'
import { agencyPath, isWithin } from '../catalog/agency-code.ts'
import type { Route } from '../ledger/outbox.ts'

/** Where messages go: by their kind, their content, and the agency that they concern. */
export class Router {
  readonly #adapters: () => readonly Adapter[]

  /** @param adapters those that new messages go to */
  constructor(adapters: () => readonly Adapter[]) {
    this.#adapters = adapters
  }

  /**
   * Every operation that carries this message for this agency; none: nobody is joined that wants it.
   *
   * @throws Fault `adapter-operation-unknown` when the message lacks what its operation orders by
   */
  route(kind: string, canonical: object, agency: string | undefined): Route[] {
    return this.#adapters()
      .filter(adapter => serves(adapter, agency))
      .flatMap(adapter =>
        adapter.operationsFor(kind, canonical).map(operation => ({
          adapter: adapter.id,
          version: adapter.version,
          operation,
          laneKey: adapter.orderingKey(operation, canonical),
        })),
      )
  }

  /**
   * Where a message goes of which one must arrive and no more: to the account that is nearest to the agency, of those that
   * carry it. Undefined: nobody is joined that wants it.
   *
   * @throws Fault as `route`
   */
  routeOne(kind: string, canonical: object, agency: string): Route | undefined {
    const nearness = ({ adapter: name }: Route) => {
      const scopes = this.#adapters().find(({ id }) => id === name)?.agencies ?? []
      const near = scopes.filter(scope => isWithin(agency, scope))
      return Math.max(0, ...near.map(scope => agencyPath(scope)?.length ?? 0))
    }
    // The sort is stable: of those equally near the first by name.
    return this.route(kind, canonical, agency).sort((one, other) => nearness(other) - nearness(one))[0]
  }

  /** The first adapter that asks this for this agency. */
  routeAsk(operation: string, agency: string | undefined): Adapter | undefined {
    return this.#adapters().find(
      adapter => adapter.operations.get(operation)?.direction === 'ask' && serves(adapter, agency),
    )
  }
}

/** An adapter with the setting `agencies` serves these and what is below them, and nobody else. */
export function serves({ agencies }: Pick<Adapter, 'agencies'>, agency: string | undefined): boolean {
  if (agencies === undefined) return true
  return agency !== undefined && agencies.some(scope => isWithin(agency, scope))
}
