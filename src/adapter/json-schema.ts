import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
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
  /** It runs seldom: it is compiled sooner, and runs slower. */
  readonly seldom?: boolean
}

/** Compiling the schema of schemas takes ten times as long as a schema of an adapter: once, for all of them. */
const schemaOfSchemas = makeAjv({ code: { optimize: false } })

/** By what they were compiled from: the versions of an adapter, and each opening of one, bring the same ones again. */
const compiled = new Map<string, ValidateFunction>()
const mostCompiled = 200

/**
 * Compiles a JSON Schema of an adapter. Whoever brings the same gets the same function: what it found is to be read
 * before anything else is awaited.
 * @throws AdapterFault when it is none.
 */
export function compileSchema(schema: object, options: SchemaOptions = {}): ValidateFunction {
  const key = JSON.stringify([schema, options])
  const validator = compiled.get(key) ?? compile(schema, options)
  // Put last again: what is dropped is what was not asked for the longest.
  compiled.delete(key)
  compiled.set(key, validator)
  const [oldest] = compiled.keys()
  if (compiled.size > mostCompiled && oldest !== undefined) compiled.delete(oldest)
  return validator
}

function compile(schema: object, options: SchemaOptions): ValidateFunction {
  // One instance each: schemas of different adapter versions may share an $id.
  const ajv = makeAjv({
    validateSchema: false,
    meta: false,
    useDefaults: options.useDefaults === true,
    code: {
      optimize: options.seldom !== true,
      ...(options.boundedPatterns === true && { regExp: boundedPatterns }),
    },
  })
  try {
    schemaOfSchemas.validateSchema(schema, true)
    return ajv.compile(schema)
  } catch (error) {
    throw new AdapterFault(`JSON Schema: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function makeAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    ...options,
  })
  // ajv-formats is CommonJS whose default export sits one level down under Node's ES modules.
  ;(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv)
  return ajv
}

/** What the last call of the validator found; never quotes values. */
export function violationsOf(validator: ValidateFunction): Violation[] {
  return toViolations((validator.errors ?? []) as ErrorObject[])
}
