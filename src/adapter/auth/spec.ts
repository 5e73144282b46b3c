import type { Rule } from '../outcome.ts'
import type { NumberOrSetting, RequestSpec } from '../request-spec.ts'

/** `auth` of a manifest: one step or several, in the order in which they are made. Texts are templates of settings. */
export type AuthSpec = StepSpec | readonly StepSpec[]

export type StepSpec =
  | { readonly kind: 'none' }
  | SessionLoginSpec
  | OAuth2Spec
  | RefreshTokenSpec
  | LgspAccessTokenSpec
  | HeadersSpec
  | BasicSpec
  | BasicDigestSpec
  | VxpSignatureSpec
  | StandardWebhooksSpec
  | ClientCertificateSpec

export interface SessionLoginSpec {
  readonly kind: 'session-login'
  readonly request: RequestSpec
  readonly session: string
  readonly maxAgeSeconds: NumberOrSetting
  readonly coolDownSeconds: NumberOrSetting
  readonly outcomes: readonly Rule[]
}

export interface OAuth2Spec {
  readonly kind: 'oauth2'
  readonly url: string
  /** basic, form, json or bare; or a setting that is one of them. */
  readonly dialect: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly header?: string
  readonly scheme?: string
  readonly coolDownSeconds: NumberOrSetting
}

export interface RefreshTokenSpec {
  readonly kind: 'refresh-token'
  readonly url: string
  readonly refreshToken: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly header?: string
  readonly scheme?: string
  readonly coolDownSeconds: NumberOrSetting
  readonly whenRefused?: 'wait' | 'refuse'
}

export interface LgspAccessTokenSpec {
  readonly kind: 'lgspaccesstoken'
  readonly header?: string
  readonly accessKey: string
  readonly secretKey: string
  readonly appName: string
  readonly partnerCode: string
  readonly partnerCodeCus: string
}

export interface HeadersSpec {
  readonly kind: 'headers'
  /** Texts, or functions of settings. */
  readonly headers: Readonly<Record<string, unknown>>
}

export interface BasicSpec {
  readonly kind: 'basic'
  readonly username: string
  readonly password: string
}

export interface BasicDigestSpec {
  readonly kind: 'basic-digest'
  readonly username: string
  readonly secret: string
  readonly serviceUrl: string
}

export interface VxpSignatureSpec {
  readonly kind: 'vxp-signature'
  readonly systemId: string
  readonly secret: string
  readonly parameters?: readonly string[]
}

export interface StandardWebhooksSpec {
  readonly kind: 'standard-webhooks'
  /** Of a setting that is a list. */
  readonly secrets: string
}

export interface ClientCertificateSpec {
  readonly kind: 'client-certificate'
  readonly certificate: string
  readonly key: string
  readonly passphrase?: string
}

/** The steps, whichever way they are written. */
export function stepsOf(auth: AuthSpec): readonly StepSpec[] {
  return 'kind' in auth ? [auth] : auth
}

/** The one step whose answers the manifest's own rules judge. */
export function loginOf(auth: AuthSpec): SessionLoginSpec | undefined {
  return stepsOf(auth).find(step => step.kind === 'session-login')
}
