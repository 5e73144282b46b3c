import type { Standing } from './outcome.ts'

/** A number, or `"{settings.name}"` that fills in one. */
export type NumberOrSetting = number | string

/** Texts that X-Road asks for on each call; templates. */
export interface XRoadTexts {
  readonly userId?: string
  readonly issue?: string
  readonly representedParty?: string
}

/** A template, or one for each thing that may be known of the platform's record: some have an address to create, another to update. */
export type PathSpec = string | { readonly $standing: Readonly<Record<Standing, string>> }

/** One request. With `service` it goes over X-Road, with `operation` or `action` as SOAP, else as plain HTTP. */
export interface RequestSpec extends XRoadTexts {
  readonly path?: PathSpec
  /** Template of the whole address, in place of base and path; must lie below the base. */
  readonly address?: string
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

export type Encoding = 'json' | 'form' | 'multipart' | 'xml' | 'text'

export interface AttachmentSpec {
  readonly id: string
  readonly type: string
  /** Template of a text. */
  readonly content: unknown
  /** How the text holds the bytes. */
  readonly encoding: 'base64' | 'text'
}
