import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { once } from '../contract/once.ts'
import { AdapterFault, inFile } from './adapter-fault.ts'
import { type Files, filesIn } from './bundle/files.ts'
import { readFolder } from './bundle/folder.ts'
import { parseData } from './bundle/json.ts'
import { checkManifest } from './check-manifest.ts'
import type { Manifest } from './manifest.ts'
import { guess } from './manifest-faults.ts'
import { type CodeTable, readCodeTable } from './mapping/code-table.ts'
import { compileTable, type FieldTable } from './mapping/table.ts'
import type { Documents } from './transport/wsdl/documents.ts'
import { parseXml, writeXml } from './xml/index.ts'

/** An adapter, read and checked; nothing in it runs yet. */
export interface Bundle {
  readonly files: Files
  readonly manifest: Manifest
  /** Field tables of `maps/`, by name. */
  readonly maps: ReadonlyMap<string, FieldTable>
  /** Code tables of `tables/`, by name. */
  readonly tables: ReadonlyMap<string, CodeTable>
  /** WSDL and schema documents of `wsdl/`, by file name. */
  readonly wsdl: Documents
}

/**
 * Reads a folder, whose name must be the adapter's id.
 * @throws Fault `adapter-invalid` naming the file and what is wrong with it.
 */
export async function loadFolder(folder: URL | string): Promise<Bundle> {
  const bundle = await loadWork(folder)
  const id = nameOf(folder)
  if (bundle.manifest.id !== id) {
    throw new AdapterFault(`its id must be the folder's name, ${id}`, { adapter: id, file: 'adapter.json' })
  }
  return bundle
}

/**
 * Reads a folder in which somebody is working on an adapter; it may be called anything, because what is registered are
 * the files. @throws Fault `adapter-invalid` naming the file and what is wrong with it.
 */
export async function loadWork(folder: URL | string): Promise<Bundle> {
  const id = nameOf(folder)
  const files = await readFolder(pathOf(folder)).catch((error: unknown) =>
    inFile(id, '.', () => rethrow(error)),
  )
  return loadFiles(files, { name: id })
}

const pathOf = (folder: URL | string) =>
  (typeof folder === 'string' ? folder : fileURLToPath(folder)).replace(/\/+$/, '')
const nameOf = (folder: URL | string) => basename(pathOf(folder))

function rethrow(error: unknown): never {
  throw error
}

/** Reads `adapter.json` alone, of files that are known to load. */
export function readManifest(files: Files): Manifest {
  return parseData(files.get('adapter.json') ?? '') as Manifest
}

export interface Loading {
  /** What errors call the adapter until its own name is known. */
  readonly name?: string
  /** These very bytes are known to load: nothing is checked again, and a field table is compiled when it is used. */
  readonly known?: boolean
}

/**
 * Reads `adapter.json`, `tables/*.csv` and `maps/*.csv` of files from wherever.
 * @throws Fault `adapter-invalid` naming the file and what is wrong with it.
 */
export function loadFiles(files: Files, { name = '?', known = false }: Loading = {}): Bundle {
  const manifest = inFile(name, 'adapter.json', () => {
    const read = readManifest(files)
    return known ? read : checkManifest(read)
  })
  const { id } = manifest
  const tables = new Map(
    [...filesIn(files, 'tables', '.csv')].map(([table, csv]) => [
      table,
      inFile(id, `tables/${table}.csv`, () => readCodeTable(table, csv)),
    ]),
  )
  const { namespaces = {} } = manifest.transport
  const xml = {
    parse: (text: string) => parseXml(text, { namespaces }),
    write: (object: object) => writeXml(object, { namespaces, declaration: false }),
  }
  const maps = new Map(
    [...filesIn(files, 'maps', '.csv')].map(([map, csv]) => {
      const compile = () => inFile(id, `maps/${map}.csv`, () => compileTable(map, csv, { tables, xml }))
      return [map, known ? compiledWhenUsed(map, compile) : compile()]
    }),
  )
  inFile(id, 'adapter.json', () => checkMaps(manifest, [...maps.keys()]))
  return { files, manifest, maps, tables, wsdl: wsdlOf(files) }
}

function compiledWhenUsed(name: string, compile: () => FieldTable): FieldTable {
  const table = once(compile)
  return {
    name,
    get rows() {
      return table().rows
    },
    get lossy() {
      return table().lossy
    },
    encode: canonical => table().encode(canonical),
    decode: native => table().decode(native),
    check: canonical => table().check(canonical),
  }
}

const wsdlFolder = 'wsdl/'

function wsdlOf(files: Files): Documents {
  const documents = [...files].filter(([path]) => path.startsWith(wsdlFolder))
  return new Map(documents.map(([path, text]) => [path.slice(wsdlFolder.length), text]))
}

function checkMaps({ operations, inbound = {} }: Manifest, maps: readonly string[]): void {
  const named = [
    ...Object.entries(operations).flatMap(([name, { map, answer }]) => [
      [name, map] as const,
      [name, answer?.map] as const,
    ]),
    ...Object.entries(inbound).flatMap(([name, { map, answer }]) => [
      [name, map] as const,
      [name, answer?.map] as const,
    ]),
  ]
  for (const [name, map] of named) {
    if (map === undefined || maps.includes(map)) continue
    throw new AdapterFault(
      `${name} names a field table that is not there: maps/${map}.csv${guess(map, maps)}`,
    )
  }
}
