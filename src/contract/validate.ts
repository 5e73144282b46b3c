import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Violation } from '../errors/fault.ts'
import { addStrictFormats } from './formats.ts'
import { once } from './once.ts'
import { ownSchema } from './own-schema.ts'
import { canonicalSchemas } from './schemas.ts'
import type { Dossier, Step } from './types.generated.ts'
import { toViolations } from './violations.ts'

// A body may break hundreds of rules at once; every fault is reported, and the body size limit bounds the list.
const options = { ...ownSchema, strictRequired: false } as const

/** Validators for request bodies: no value is coerced or defaulted, what was sent is what is judged. */
export const bodyAjv = withSchemas(new Ajv2020(options))

/** Validators for paths, queries and headers, which arrive as text. */
export const textAjv = withSchemas(new Ajv2020({ ...options, coerceTypes: 'array', useDefaults: true }))

function withSchemas(ajv: Ajv2020): Ajv2020 {
  addStrictFormats(ajv)
  for (const schema of canonicalSchemas.values()) ajv.addSchema(schema)
  return ajv
}

/** Every fault of a would-be message of ours, by the `$id` of its schema; empty when it is one. */
export function messageViolations(id: string, value: unknown): Violation[] {
  const validator = bodyAjv.getSchema(id) as ValidateFunction
  return validator(value) ? [] : toViolations(validator.errors as ErrorObject[])
}

const dossierValidator = once(() => bodyAjv.getSchema<Dossier>('dossier') as ValidateFunction<Dossier>)
const stepValidator = once(() => bodyAjv.getSchema<Step>('step') as ValidateFunction<Step>)

/** Every fault of a would-be dossier; empty when it is one. */
export function dossierViolations(value: unknown): Violation[] {
  const valid = dossierValidator()
  return valid(value) ? [] : toViolations(valid.errors as ErrorObject[])
}

/** Every fault of a would-be step; empty when it is one. */
export function stepViolations(value: unknown): Violation[] {
  const valid = stepValidator()
  return valid(value) ? [] : toViolations(valid.errors as ErrorObject[])
}

const codeValidator = once(() => bodyAjv.compile({ $ref: 'dossier#/$defs/dossierCode' }))

/** What is wrong with a would-be dossier code that stands at a place of a message; empty when it is one. */
export function codeViolations(value: unknown, pointer: string): Violation[] {
  if (codeValidator()(value)) return []
  return [{ pointer, message: { vi: 'phải là mã hồ sơ', en: 'must be a dossier code' } }]
}
