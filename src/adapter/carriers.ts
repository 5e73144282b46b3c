import type { ValidateFunction } from 'ajv/dist/2020.js'
import { compileSchema } from './json-schema.ts'
import type { Manifest } from './manifest.ts'
import type { Settings } from './settings.ts'
import { fillSettings } from './template.ts'

/** An operation that carries messages of a kind, and which of them. */
export interface Carrier {
  readonly kind: string
  readonly name: string
  fits(canonical: object): boolean
}

/** @throws AdapterFault when `only` makes no sense. */
export function carriersOf({ operations }: Manifest, settings: Settings): Carrier[] {
  return Object.entries(operations).flatMap(([name, { direction, carries: kind, only }]) => {
    if (direction !== 'deliver' || kind === undefined) return []
    const fits =
      only === undefined
        ? () => true
        : fitting(compileSchema(filled(only, settings), { boundedPatterns: true }))
    return [{ kind, name, fits }]
  })
}

function fitting(validate: ValidateFunction) {
  return (canonical: object) => validate(canonical) === true
}

/** A keyword whose setting has no value says nothing. */
function filled(only: object, settings: Settings): object {
  return JSON.parse(JSON.stringify(fillSettings(only, settings))) as object
}
