import type { Text } from './outcome.ts'
import type { Encoding } from './request-spec.ts'
import type { Unwrap } from './transport/spec.ts'

/** What a platform calls the gateway with, in its own words. */
export interface InboundSpec {
  readonly title: Text
  /** Last part of its address; absent: its name. Several may share one: `at` tells which of them a body is. */
  readonly address?: string
  readonly methods?: readonly ('POST' | 'GET' | 'PUT')[]
  /** Largest body; absent: the gateway's own limit. */
  readonly bodyBytes?: number
  /** Absent: not decided yet, and nobody is let in. */
  readonly auth?: InboundAuthSpec | readonly InboundAuthSpec[]
  /** Type of the events that its messages become; absent, and no question either: its own name. */
  readonly event?: string
  /** Name of the question that it asks; then `answer` says how the answer is written. */
  readonly question?: string
  /** It is a dossier or a step of an agency's system, taken as the agency API takes it; `answer` writes what it came to. */
  readonly submits?: SubmitsSpec
  readonly map: string
  readonly schema?: string
  /** Where the body holds the message; absent: the body is the message. */
  readonly at?: string
  readonly unwrap?: readonly (string | Unwrap)[]
  /** Where the message holds a list whose rows are messages of their own. */
  readonly each?: string
  readonly orderingKey?: string
  /** Template over the canonical message: one of a key that was accepted before is accepted again and does nothing. */
  readonly deduplicate?: string
  /** Where the canonical message names its dossier, and the agency, which counts while the dossier is not known. */
  readonly dossier?: string
  readonly agency?: string
  readonly answer?: { readonly map: string; readonly schema?: string }
  readonly replies: {
    readonly accepted: ReplySpec
    readonly refused: ReplySpec
    /** Some rows of several; absent: as accepted. */
    readonly partly?: ReplySpec
    /** Absent: as accepted. */
    readonly duplicate?: ReplySpec
    readonly unauthorised?: ReplySpec
    readonly failed?: ReplySpec
  }
}

/** A local system that keeps its own words: `map` reads a dossier with its `code`, or a step with its `dossier`. */
export interface SubmitsSpec {
  readonly as: 'dossier' | 'step'
  /** Template of settings: id of the client of the gateway that it is, whose agencies and rights hold. */
  readonly client: string
  /** Template over `{encoded.…}`, the message as it came: as `Idempotency-Key` of the agency API. */
  readonly idempotencyKey?: string
}

/** How a platform proves who it is. Several must all hold. Texts are templates of settings. */
export type InboundAuthSpec =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'secret'
      readonly in: 'path' | 'query' | 'header' | 'body'
      /** Of the header or query parameter; of the body a pointer. */
      readonly name?: string
      readonly value: string
    }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'checksum'
      /** What it must be: a template, mostly `$checksum`, over `{encoded.…}`, `{body.…}` and `{raw}`. */
      readonly of: unknown
      /** Where the body carries it; else `header`. */
      readonly at?: string
      readonly header?: string
      /** What stands before it there, as `sha256=`; without it nobody is let in. */
      readonly prefix?: string
    }
  | { readonly kind: 'addresses'; readonly networks: string }
  | {
      readonly kind: 'client-certificate'
      /** SHA-256 of certificates or of public keys. */
      readonly fingerprints?: string
      /** PEM of those that may have issued it. */
      readonly authorities?: string
      /** Attributes that its subject must have: `CN=…`. */
      readonly subject?: string
    }

/** An answer in the platform's words. Templates of the canonical message and of what the use case has to say to it. */
export interface ReplySpec {
  readonly status?: number
  /** `soap`: the body is the content of an envelope's Body, of the transport's version. */
  readonly encoding?: Encoding | 'soap'
  readonly body?: unknown
}
