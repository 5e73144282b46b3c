import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { toViolations } from '../contract/violations.ts'
import type { Violation } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import { boundedPatterns } from './bounded-pattern.ts'

export interface SchemaOptions {
  /** Fill them in. */
  readonly useDefaults?: boolean
  /** For schemas that are checked where requests are served. */
  readonly boundedPatterns?: boolean
}

/** Compiles a JSON Schema of an adapter. @throws AdapterFault when it is none. */
export function compileSchema(schema: object, options: SchemaOptions = {}): ValidateFunction {
  // One instance each: schemas of different adapter versions may share an $id.
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    useDefaults: options.useDefaults === true,
    ...(options.boundedPatterns === true && { code: { regExp: boundedPatterns } }),
  })
  // ajv-formats is CommonJS whose default export sits one level down under Node's ES modules.
  ;(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv)
  try {
    return ajv.compile(schema)
  } catch (error) {
    throw new AdapterFault(`JSON Schema: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What the last call of the validator found; never quotes values. */
export function violationsOf(validator: ValidateFunction): Violation[] {
  return toViolations((validator.errors ?? []) as ErrorObject[])
}
