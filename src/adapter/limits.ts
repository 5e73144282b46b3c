import { type JsonSchema, readSchema } from '../contract/schemas.ts'
import { AdapterFault } from './adapter-fault.ts'
import type { Manifest } from './manifest.ts'
import type { NumberOrSetting } from './request-spec.ts'

type Name = keyof Manifest['limits']

/** Of a running adapter: numbers within the bounds that the manifest's schema sets. */
export type Limits = Readonly<
  Record<'concurrency' | 'timeoutMs' | 'connectMs' | 'responseBytes', number> &
    Partial<Record<'ratePerSecond' | 'headersMs' | 'idleMs', number>>
>

interface Bounds {
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

let bounds: Readonly<Record<string, Bounds>> | undefined

/**
 * The limits with their settings filled in. What a setting says is bounded as what the manifest says.
 * @throws AdapterFault
 */
export function limitsOf({ limits }: Manifest, number: (value: NumberOrSetting) => number): Limits {
  bounds ??= boundsOf(readSchema('adapter-manifest'))
  const filled: Partial<Record<Name, number>> = {}
  for (const [name, value] of Object.entries(limits) as [Name, NumberOrSetting][]) {
    const {
      minimum = 0,
      exclusiveMinimum = Number.NEGATIVE_INFINITY,
      maximum = Number.POSITIVE_INFINITY,
    } = bounds[name] ?? {}
    const limit = number(value)
    if (!(limit >= minimum && limit > exclusiveMinimum && limit <= maximum))
      throw new AdapterFault(`limits.${name} must be from ${minimum} to ${maximum}`)
    filled[name] = limit
  }
  return filled as Limits
}

function boundsOf(schema: JsonSchema): Readonly<Record<string, Bounds>> {
  const { limits } = schema.properties as Readonly<
    Record<string, { properties?: Readonly<Record<string, Bounds>> }>
  >
  return limits?.properties ?? {}
}
