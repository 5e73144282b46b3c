import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { Bundle } from '../load.ts'
import type { Operation } from '../operation.ts'
import type { Settings } from '../settings.ts'

/** What fixtures are judged against. */
export interface Bench {
  readonly bundle: Bundle
  readonly settings: Settings
  readonly nativeSchemas: ReadonlyMap<string, ValidateFunction>
  /** An operation, compiled once however many fixtures there are. @throws AdapterFault */
  readonly operation: (name: string) => Operation
  /** Ids of the rules that fixtures have reached, as `operation/rule`; filled in here. */
  readonly reached: Set<string>
}
