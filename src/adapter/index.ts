/** What the other rooms may use of this one. */
export { type AdapterHost, openAdapter } from './adapter.ts'
export { memoryTokens, type StoredToken, type TokenStore } from './auth/tokens.ts'
export type { Logger } from './logger.ts'
export type { Manifest, OperationSpec } from './manifest.ts'
export type { Loss } from './mapping/run.ts'
export type { Outcome, Standing } from './outcome.ts'
export { maskSettings, secretsOf } from './secrets.ts'
export type { Adapter, CallContext, CallRecord, ProbeResult } from './types.ts'
