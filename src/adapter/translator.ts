import type { Files } from './bundle/files.ts'
import { loadFiles } from './load.ts'
import type { OperationSpec } from './manifest.ts'
import type { Encoded } from './mapping/table.ts'
import { compileEncoder } from './operation.ts'

/** The pure half of an adapter: what it would send. Needs no settings and opens nothing. */
export interface Translator {
  readonly operations: ReadonlyMap<string, OperationSpec>
  /** Undefined for an operation that there is not. */
  encode(operation: string, canonical: object): Encoded | undefined
}

/** @throws Fault `adapter-invalid` */
export function openTranslator(files: Files): Translator {
  const { manifest, maps } = loadFiles(files)
  const operations = new Map(Object.entries(manifest.operations))
  const encoders = new Map(
    [...operations].map(([name, spec]) => [
      name,
      compileEncoder(spec, spec.map === undefined ? undefined : maps.get(spec.map)),
    ]),
  )
  return { operations, encode: (operation, canonical) => encoders.get(operation)?.(canonical) }
}
