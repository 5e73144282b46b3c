import { Fault } from '../errors/fault.ts'
import type { Files } from './bundle/files.ts'
import { loadFiles } from './load.ts'
import type { OperationSpec } from './manifest.ts'
import type { Encoded } from './mapping/table.ts'
import { compileEncoder } from './operation.ts'
import { symbolicGrant, symbolicSettings } from './symbolic.ts'
import { compileTemplate } from './template.ts'

/** The pure half of an adapter: what it would send. Needs no settings and opens nothing. */
export interface Translator {
  readonly operations: ReadonlyMap<string, OperationSpec>
  /** Undefined for an operation that there is not. */
  encode(operation: string, canonical: object): Encoded | undefined
  /** How the request of an operation is made, as the manifest says it: the same text makes the same request. */
  recipe(operation: string): string
  /** The request around an encoded message, settings and session as their names. Undefined: it cannot be made of it. */
  request(operation: string, canonical: object, encoded: object): object | undefined
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
  const { transport } = manifest
  const settings = symbolicSettings(manifest)
  const requests = new Map(
    [...operations].map(([name, { request }]) => {
      const headers = { ...transport.headers, ...request.headers }
      const spoken = { ...request, headers }
      return [name, { recipe: JSON.stringify(spoken), fill: compileTemplate(spoken, settings) }] as const
    }),
  )
  return {
    operations,
    encode: (operation, canonical) => encoders.get(operation)?.(canonical),
    recipe: operation => requests.get(operation)?.recipe ?? '',
    request(operation, canonical, encoded) {
      const filling = { standing: 'unsure', canonical, encoded, ...symbolicGrant } as const
      try {
        return requests.get(operation)?.fill(filling) as object | undefined
      } catch (error) {
        if (error instanceof Fault) return undefined
        throw error
      }
    },
  }
}
