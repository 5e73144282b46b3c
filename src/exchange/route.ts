import type { Adapter } from '../adapter/index.ts'
import { agencyPath, isWithin } from '../catalog/agency-code.ts'
import type { Route } from '../ledger/outbox.ts'

/** Where messages go: by their kind, their content, and the agency that they concern. */
export class Router {
  readonly #adapters: () => readonly Adapter[]
  readonly #current: (agency: string) => string | undefined

  /**
   * @param adapters those that new messages go to
   * @param current the agency that stands in the place of that of a code now
   */
  constructor(
    adapters: () => readonly Adapter[],
    current: (agency: string) => string | undefined = () => undefined,
  ) {
    this.#adapters = adapters
    this.#current = current
  }

  #serves(adapter: Adapter, agency: string | undefined): boolean {
    return serves(adapter, agency, agency && this.#current(agency))
  }

  /**
   * Every operation that carries this message for this agency; none: nobody is joined that wants it.
   *
   * @throws Fault `adapter-operation-unknown` when the message lacks what its operation orders by
   */
  route(kind: string, canonical: object, agency: string | undefined): Route[] {
    return this.#adapters()
      .filter(adapter => this.#serves(adapter, agency))
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
   * carry it; of an abolished agency nearest to the one in its place, if any is. Undefined: nobody is joined that wants it.
   *
   * @throws Fault as `route`
   */
  routeOne(kind: string, canonical: object, agency: string): Route | undefined {
    const heir = this.#current(agency) ?? agency
    const nearness = ({ adapter: name }: Route, of: string) => {
      const scopes = this.#adapters().find(({ id }) => id === name)?.agencies ?? []
      const near = scopes.filter(scope => isWithin(of, scope))
      return Math.max(0, ...near.map(scope => agencyPath(scope)?.length ?? 0))
    }
    // The sort is stable: of those equally near the first by name.
    return this.route(kind, canonical, agency).sort(
      (one, other) =>
        nearness(other, heir) - nearness(one, heir) || nearness(other, agency) - nearness(one, agency),
    )[0]
  }

  /** The first adapter that asks this for this agency. */
  routeAsk(operation: string, agency: string | undefined): Adapter | undefined {
    return this.#adapters().find(
      adapter => adapter.operations.get(operation)?.direction === 'ask' && this.#serves(adapter, agency),
    )
  }
}

/**
 * An adapter with the setting `agencies` serves these and what is below them, and nobody else.
 *
 * @param heir the agency that stands in its place now, after a reform
 */
export function serves(
  { agencies }: Pick<Adapter, 'agencies'>,
  agency: string | undefined,
  heir?: string | undefined,
): boolean {
  if (agencies === undefined) return true
  return [agency, heir].some(code => code !== undefined && agencies.some(scope => isWithin(code, scope)))
}
