/**
 * X-Road's error codes come in two dialects: CamelCase until 7.7, snake_case since 7.8 (reference §7). Both become the
 * new one: `Server.ServerProxy.AccessDenied` → `server.serverproxy.access_denied`.
 */
const prefixes: Readonly<Record<string, string>> = {
  ClientProxy: 'clientproxy',
  ServerProxy: 'serverproxy',
  OpMonitor: 'opmonitor',
}

/** Where lower-casing at each capital does not give the new name. */
const exceptions: Readonly<Record<string, string>> = {
  IOError: 'io_error',
  OutdatedGlobalConf: 'global_conf_outdated',
  MissingGlobalConf: 'malformed_global_conf',
  HSMNonOperational: 'hsm_non_operational',
  HashChainUnusedInputs: 'hashchain_unused_inputs',
  TokenReadOnly: 'token_readonly',
  MLog: 'mlog',
}

/** How every code of X-Road begins; `Server.userException` is some provider's own. */
const own = /^(client|signer|server\.(clientproxy|serverproxy))\./

export interface XRoadCode {
  /** The whole code in the new dialect. */
  readonly code: string
  /** Its last word, e.g. `access_denied`. */
  readonly leaf: string
  /** Which side raised it: our own security server, the provider's, or neither is named. */
  readonly side: 'consumer' | 'provider' | 'unknown'
  /** The provider's information system answered badly (`service_failed`). */
  readonly serviceFailed: boolean
}

/** For an X-Road-Error header that is no code: X-Road failed, and nothing more is known. */
export const unreadableXRoadCode: XRoadCode = {
  code: 'unreadable',
  leaf: 'unreadable',
  side: 'unknown',
  serviceFailed: false,
}

/** Reads a code of either dialect; undefined for what is no X-Road code, such as `soap:Server` of a provider. */
export function readXRoadCode(text: string): XRoadCode | undefined {
  const words = text.trim().split('.')
  if (words.length < 2 || words.length > 8 || !words.every(word => /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(word)))
    return undefined
  const parts = words.map(toSnake)
  const code = parts.join('.')
  if (!own.test(code)) return undefined
  const consumer = parts[0] === 'signer' || parts[1] === 'clientproxy'
  return {
    code,
    leaf: parts.includes('mlog') ? 'mlog' : (parts.at(-1) ?? ''),
    side: consumer ? 'consumer' : parts[1] === 'serverproxy' ? 'provider' : 'unknown',
    serviceFailed: parts.includes('service_failed'),
  }
}

function toSnake(word: string): string {
  const known = Object.hasOwn(prefixes, word) ? prefixes[word] : exceptions[word]
  return (
    known ??
    word
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
      .toLowerCase()
  )
}
