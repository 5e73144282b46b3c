import type { Transport, Unwrap } from './transport/spec.ts'
import type { Namespaces } from './xml/index.ts'

/** How the answers of a platform are read. */
export interface Reading {
  readonly unwrap: readonly Unwrap[]
  readonly namespaces: Namespaces
  /** JSON pointers to elements that stay as they are, bytes; see xml/parse.ts. */
  readonly opaque: readonly string[]
  /** Answers are SOAP envelopes; their body's content is what rules and maps see. */
  readonly soap: boolean
  readonly xRoad?: 'rest' | 'soap'
}

export function readingOf(transport: Transport): Reading {
  const { kind, unwrap = [], namespaces = {}, opaque = [] } = transport
  return {
    unwrap: unwrap.map(item => (typeof item === 'string' ? { at: item, as: 'json' } : item)),
    namespaces,
    opaque,
    soap: kind === 'soap' || kind === 'x-road-soap',
    ...(kind === 'x-road-rest' ? { xRoad: 'rest' } : kind === 'x-road-soap' ? { xRoad: 'soap' } : {}),
  }
}
