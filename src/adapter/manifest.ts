import { AdapterFault } from './adapter-fault.ts'
import { authFaults } from './auth/check.ts'
import type { AuthSpec } from './auth/spec.ts'
import { guess, schemaFaults } from './manifest-faults.ts'
import type { Rule, Standing, Text } from './outcome.ts'
import type { Unwrap } from './reading.ts'
import { secretsOf } from './secrets.ts'
import { transportFaults } from './transport/check.ts'
import type { Namespaces } from './xml/index.ts'

/** A number, or `"{settings.name}"` that fills in one. */
export type NumberOrSetting = number | string

/** `adapter.json`. Every member is explained in schemas/adapter-manifest.schema.json. */
export interface Manifest {
  readonly id: string
  readonly version: string
  readonly title: Text
  readonly description: Text
  readonly settings: Readonly<Record<string, unknown>> & {
    readonly properties: Readonly<Record<string, SettingSchema>>
  }
  readonly transport: Transport
  readonly auth: AuthSpec
  /** Addresses that calls may go to; absent: the transport's base. */
  readonly hosts?: readonly string[]
  readonly tls?: { readonly ca: string }
  readonly limits: {
    readonly concurrency: NumberOrSetting
    readonly ratePerSecond?: NumberOrSetting
    readonly timeoutMs: NumberOrSetting
    readonly connectMs: NumberOrSetting
    readonly headersMs?: NumberOrSetting
    readonly idleMs?: NumberOrSetting
    readonly responseBytes: NumberOrSetting
  }
  readonly retry: {
    readonly firstMs: NumberOrSetting
    readonly factor: NumberOrSetting
    readonly capMs: NumberOrSetting
    readonly giveUpAfterMs: NumberOrSetting
  }
  readonly operations: Readonly<Record<string, OperationSpec>>
  /** Shared rules, tried after the operation's own. */
  readonly outcomes: readonly Rule[]
  readonly sensitive: readonly string[]
}

export interface SettingSchema {
  readonly writeOnly?: boolean
  readonly [keyword: string]: unknown
}

/** What all transports have in common. */
interface TransportBase {
  readonly base: string
  readonly headers?: Readonly<Record<string, string>>
  readonly unwrap?: readonly (string | Unwrap)[]
  readonly code?: string
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

/** Texts that X-Road asks for on each call; templates. */
export interface XRoadTexts {
  readonly userId?: string
  readonly issue?: string
  readonly representedParty?: string
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

export type { AuthSpec, SessionLoginSpec } from './auth/spec.ts'

/** One request. With `service` it goes over X-Road, with `operation` or `action` as SOAP, else as plain HTTP. */
export interface RequestSpec extends XRoadTexts {
  readonly path?: string
  readonly method?: 'POST' | 'GET' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly encoding?: Encoding
  /** Of the WSDL. */
  readonly operation?: string
  /** SOAPAction of a call without WSDL. */
  readonly action?: string
  /** Content of the SOAP header of a call without WSDL. */
  readonly header?: unknown
  /** INST/CLASS/MEMBER/SUBSYSTEM/service[/version]; template of settings. */
  readonly service?: string
  readonly attachments?: readonly AttachmentSpec[]
}

export type Encoding = 'json' | 'form' | 'xml' | 'text'

export interface AttachmentSpec {
  readonly id: string
  readonly type: string
  /** Template of a text. */
  readonly content: unknown
  /** How the text holds the bytes. */
  readonly encoding: 'base64' | 'text'
}

export interface OperationSpec {
  readonly title: Text
  readonly direction: 'deliver' | 'ask'
  readonly carries?: 'dossier' | 'step'
  readonly orderingKey?: string
  /** The platform takes the same message twice as one: sending again does no harm. Default: no. */
  readonly idempotent?: boolean
  readonly map?: string
  readonly schema?: string
  readonly refuses?: readonly Refusal[]
  readonly request: RequestSpec
  readonly outcomes: readonly Rule[]
  readonly probe?: ProbeSpec
  readonly whenUnsure?: string
}

/** A message that the platform must not get, whatever the field table says. */
export interface Refusal {
  readonly id: string
  /** JSON Schema: messages that match are refused. */
  readonly when: Readonly<Record<string, unknown>>
  readonly pointer: string
  readonly message: Text
}

export interface ProbeSpec {
  /** An operation of direction ask. */
  readonly operation: string
  /** Its canonical message: member → pointer into the delivery's. */
  readonly with: Readonly<Record<string, string>>
  readonly evidence: Evidence
}

/** How the answer to a probe tells whether the delivery has arrived. */
export interface Evidence {
  readonly list: string
  /** Members of a row that must equal those of the encoded message. Without: any row proves presence. */
  readonly match?: readonly string[] | string
  /** A list whose emptiness proves absence: the record that would hold the rows does not exist. */
  readonly parent?: string
}

export type { Standing }

/**
 * Checks a parsed `adapter.json`, its references within itself included.
 * @throws AdapterFault with every fault in its reason; of an unknown name with the nearest one that is known.
 */
export function checkManifest(value: unknown): Manifest {
  const shape = schemaFaults(value)
  if (shape.length > 0) throw new AdapterFault(shape.join('; '))
  const manifest = value as Manifest
  const faults = [...referenceFaults(manifest), ...ruleFaults(manifest), ...transportFaults(manifest)]
  if (faults.length > 0) throw new AdapterFault(faults.join('; '))
  return manifest
}

function referenceFaults(manifest: Manifest): string[] {
  const faults: string[] = []
  const { settings: _, ...rest } = manifest
  for (const [, name = ''] of JSON.stringify(rest).matchAll(/\{settings\.([^{}]*)\}/g)) {
    if (!Object.hasOwn(manifest.settings.properties, name))
      faults.push(
        `{settings.${name}} is not among the settings${guess(name, Object.keys(manifest.settings.properties))}`,
      )
  }
  const secrets = new Set(secretsOf(manifest))
  faults.push(...authFaults(manifest.auth, setting => secrets.has(`/${setting}`)))
  for (const [name, { direction, orderingKey, probe }] of Object.entries(manifest.operations)) {
    if (direction === 'deliver' && orderingKey === undefined) faults.push(`${name} needs an orderingKey`)
    if (probe !== undefined && manifest.operations[probe.operation]?.direction !== 'ask') {
      const asks = Object.keys(manifest.operations).filter(
        other => manifest.operations[other]?.direction === 'ask',
      )
      faults.push(`${name}: its probe needs an operation of direction ask${guess(probe.operation, asks)}`)
    }
  }
  return faults
}

/** HTTP 200 proves nothing: several platforms report failure inside a 200. */
function ruleFaults(manifest: Manifest): string[] {
  const lists = Object.entries(manifest.operations).map(([name, { outcomes }]) => [name, outcomes] as const)
  return [...lists, ['outcomes', manifest.outcomes] as const].flatMap(([name, rules]) =>
    rules
      .filter(rule => rule.outcome === 'delivered' || rule.outcome === 'duplicate')
      .filter(
        ({ when }) =>
          when.event !== undefined || (when.at ?? []).length + (when.text === undefined ? 0 : 1) === 0,
      )
      .map(rule => `${name}: rule ${rule.id} calls an answer a success without looking into its body`),
  )
}
