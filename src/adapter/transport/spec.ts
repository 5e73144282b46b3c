import type { XRoadTexts } from '../request-spec.ts'
import type { Namespaces } from '../xml/index.ts'

/** A member of an answer that holds an answer of its own. */
export interface Unwrap {
  readonly at: string
  /** `soap`: an envelope, of which only the body's content counts. */
  readonly as: 'json' | 'xml' | 'soap'
  /** Whether the text is base64 of it. */
  readonly base64?: boolean
}

/** What all transports have in common. */
interface TransportBase {
  readonly base: string
  readonly headers?: Readonly<Record<string, string>>
  readonly unwrap?: readonly (string | Unwrap)[]
  readonly code?: string | readonly string[]
  readonly namespaces?: Namespaces
  readonly opaque?: readonly string[]
}

export interface HttpTransport extends TransportBase {
  readonly kind: 'http'
}

export interface SoapTransport extends TransportBase {
  readonly kind: 'soap'
  readonly version: '1.1' | '1.2'
  /** File in wsdl/. Without: raw document/literal. */
  readonly wsdl?: string
  readonly service?: string
  readonly port?: string
}

export interface XRoadRestTransport extends TransportBase, XRoadTexts {
  readonly kind: 'x-road-rest'
  readonly client: string
  readonly securityServer?: string
  /** Whether an answer of 2xx must repeat X-Road-Id and X-Road-Service; `if-present` for lines that strip them. */
  readonly echo?: 'required' | 'if-present'
  /** `check` only where nothing between the gateway and its security server adds headers. */
  readonly requestHash?: 'check' | 'keep'
}

export interface XRoadSoapTransport extends TransportBase, XRoadTexts {
  readonly kind: 'x-road-soap'
  readonly client: string
  readonly protocolVersion?: '4.0'
}

export type Transport = HttpTransport | SoapTransport | XRoadRestTransport | XRoadSoapTransport
