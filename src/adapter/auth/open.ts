import { AdapterFault } from '../adapter-fault.ts'
import type { Egress } from '../egress/egress.ts'
import type { Logger } from '../logger.ts'
import type { Manifest } from '../manifest.ts'
import { fillRules } from '../operation.ts'
import type { NumberOrSetting } from '../request-spec.ts'
import { fingerprint, type Settings } from '../settings.ts'
import { fillSettings, fillText } from '../template.ts'
import { compileRequest, type HttpContext } from '../transport/http.ts'
import { type Auth, combine, type Step } from './auth.ts'
import { basic } from './basic.ts'
import { basicDigest } from './basic-digest.ts'
import { fixedHeaders } from './fixed-headers.ts'
import type { GrantStore } from './grants.ts'
import { lgspAccessToken } from './lgsp-access-token.ts'
import { oauth2 } from './oauth2.ts'
import { refreshToken } from './refresh-token.ts'
import { sessionLogin } from './session-login.ts'
import {
  type OAuth2Spec,
  type RefreshTokenSpec,
  type SessionLoginSpec,
  type StepSpec,
  stepsOf,
} from './spec.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import type { TokenStore } from './tokens.ts'
import { vxpSignature } from './vxp-signature.ts'

export interface AuthContext {
  readonly manifest: Manifest
  readonly settings: Settings
  readonly egress: Egress
  /** For requests that go the way of the adapter's own transport. */
  readonly transport: HttpContext
  readonly tokens: TokenStore
  readonly grants: GrantStore
  readonly clock: () => Date
  readonly log: Logger
  readonly number: (value: NumberOrSetting) => number
}

/** @throws AdapterFault when a setting that a step needs has no value, or an address is not among the hosts. */
export function openAuth(context: AuthContext): Auth {
  const steps = stepsOf(context.manifest.auth)
  return combine(steps.flatMap(step => open(step, context) ?? []))
}

function open(spec: StepSpec, context: AuthContext): Step | undefined {
  const { clock } = context
  const text = (template: string) => fillText(template, context.settings)
  switch (spec.kind) {
    case 'none':
    // Belongs to the connections.
    case 'client-certificate':
      return undefined
    case 'session-login':
      return openSessionLogin(spec, context)
    case 'oauth2':
      return openOAuth2(spec, context)
    case 'refresh-token':
      return openRefreshToken(spec, context)
    case 'lgspaccesstoken':
      return lgspAccessToken({
        header: spec.header ?? 'lgspaccesstoken',
        accessKey: text(spec.accessKey),
        secretKey: text(spec.secretKey),
        appName: text(spec.appName),
        partnerCode: text(spec.partnerCode),
        partnerCodeCus: text(spec.partnerCodeCus),
      })
    case 'headers':
      return fixedHeaders(
        Object.fromEntries(
          Object.entries(spec.headers).map(([name, value]) => [name, fillText(value, context.settings)]),
        ),
      )
    case 'basic':
      return basic(text(spec.username), text(spec.password))
    case 'basic-digest':
      return basicDigest({
        username: text(spec.username),
        secret: text(spec.secret),
        serviceUrl: text(spec.serviceUrl),
        clock,
      })
    case 'standard-webhooks': {
      const secrets = fillSettings(spec.secrets, context.settings)
      return standardWebhooks({ secrets: Array.isArray(secrets) ? secrets.map(String) : [], clock })
    }
    case 'vxp-signature':
      return vxpSignature({
        systemId: text(spec.systemId),
        secret: text(spec.secret),
        parameters: spec.parameters ?? [],
        clock,
      })
  }
}

function openSessionLogin(spec: SessionLoginSpec, context: AuthContext): Step {
  const { manifest, settings, transport, number } = context
  return sessionLogin({
    ...heldBy(spec, context),
    spec,
    rules: fillRules(spec.outcomes, settings),
    send: compileRequest(spec.request, transport),
    key: fingerprint(manifest, settings),
    maxAgeMs: number(spec.maxAgeSeconds) * 1000,
  })
}

function openOAuth2(spec: OAuth2Spec, context: AuthContext): Step {
  const { manifest, settings, egress } = context
  const text = (template: string | undefined) => fillText(template ?? '', settings)
  return oauth2({
    ...heldBy(spec, context),
    dialect: dialectOf(text(spec.dialect)),
    url: tokenAddress(spec.url, context),
    egress,
    clientId: text(spec.clientId),
    clientSecret: text(spec.clientSecret),
    parameters: filledTexts(spec.parameters, settings),
    header: spec.header ?? 'Authorization',
    scheme: spec.scheme ?? 'Bearer',
    key: `${fingerprint(manifest, settings)}:oauth2`,
  })
}

const dialects = ['basic', 'form', 'json', 'bare'] as const

function dialectOf(word: string): (typeof dialects)[number] {
  const dialect = dialects.find(known => known === word)
  if (dialect === undefined) throw new AdapterFault(`oauth2 knows no dialect ${word}`)
  return dialect
}

function openRefreshToken(spec: RefreshTokenSpec, context: AuthContext): Step {
  const { settings, egress, grants } = context
  return refreshToken({
    ...heldBy(spec, context),
    url: tokenAddress(spec.url, context),
    egress,
    grants,
    refreshToken: fillText(spec.refreshToken, settings),
    parameters: filledTexts(spec.parameters, settings),
    headers: filledTexts(spec.headers, settings),
    header: spec.header ?? 'Authorization',
    scheme: spec.scheme ?? 'Bearer',
    whenRefused: spec.whenRefused ?? 'wait',
  })
}

function tokenAddress(template: string, { settings, egress }: AuthContext): URL {
  const address = fillText(template, settings)
  if (!URL.canParse(address)) throw new AdapterFault('the address of the token is none')
  const url = new URL(address)
  // "{settings.baseUrl}/token" with a base that ends in a slash.
  url.pathname = url.pathname.replace(/\/{2,}/g, '/')
  egress.admit(url)
  return url
}

function filledTexts(texts: Readonly<Record<string, string>> = {}, settings: Settings) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillText(text, settings)]))
}

function heldBy(spec: OAuth2Spec | SessionLoginSpec | RefreshTokenSpec, context: AuthContext) {
  const { manifest, tokens, clock, log, number } = context
  return {
    adapter: manifest.id,
    tokens,
    clock,
    log,
    coolDownMs: number(spec.coolDownSeconds) * 1000,
    patience: patienceOf(manifest, number),
  }
}

const fetches: ReadonlySet<StepSpec['kind']> = new Set(['session-login', 'oauth2', 'refresh-token'])

/**
 * Two fetching steps share the time of one exchange, so that a delivery never takes longer than the worker's lease
 * allows for (`Adapter.deliver`).
 */
function patienceOf({ auth, limits }: Manifest, number: AuthContext['number']) {
  const fetching = stepsOf(auth).filter(({ kind }) => fetches.has(kind)).length
  return () =>
    fetching < 2 ? undefined : AbortSignal.timeout(Math.floor(number(limits.timeoutMs) / fetching))
}
