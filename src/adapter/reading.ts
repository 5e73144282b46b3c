import type { Transport } from './manifest.ts'
import type { Namespaces } from './xml/index.ts'

/** A member of an answer that holds an answer of its own. */
export interface Unwrap {
  readonly at: string
  /** `soap`: an envelope, of which only the body's content counts. */
  readonly as: 'json' | 'xml' | 'soap'
  /** Whether the text is base64 of it. */
  readonly base64?: boolean
}

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
