import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdapterFault, inFile } from './adapter-fault.ts'
import { checkManifest, type Manifest } from './manifest.ts'
import { type CodeTable, readCodeTable } from './mapping/code-table.ts'
import { compileTable, type FieldTable } from './mapping/table.ts'
import type { Documents } from './transport/wsdl/documents.ts'

/** An adapter's folder, read and checked; nothing in it runs yet. */
export interface Bundle {
  readonly manifest: Manifest
  /** Field tables of `maps/`, by name. */
  readonly maps: ReadonlyMap<string, FieldTable>
  /** Code tables of `tables/`, by name. */
  readonly tables: ReadonlyMap<string, CodeTable>
  /** WSDL and schema documents of `wsdl/`, by file name. */
  readonly wsdl: Documents
}

/**
 * Reads `adapter.json`, `tables/*.csv` and `maps/*.csv`.
 * @throws Fault `adapter-invalid` naming the file and what is wrong with it.
 */
export async function loadFolder(folder: URL | string): Promise<Bundle> {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const id = basename(path)
  const [text, tableTexts, mapTexts, ...documents] = await Promise.all([
    read(id, path, 'adapter.json'),
    readAll(id, path, 'tables', '.csv'),
    readAll(id, path, 'maps', '.csv'),
    ...['.wsdl', '.xsd', '.xml'].map(async ending => {
      const found = await readAll(id, path, 'wsdl', ending)
      return [...found].map(([name, document]) => [name + ending, document] as const)
    }),
  ])
  const manifest = inFile(id, 'adapter.json', () => {
    const checked = checkManifest(parseJson(text))
    if (checked.id !== id) throw new AdapterFault(`its id must be the folder's name, ${id}`)
    return checked
  })
  const tables = new Map(
    [...tableTexts].map(([name, csv]) => [
      name,
      inFile(id, `tables/${name}.csv`, () => readCodeTable(name, csv)),
    ]),
  )
  const maps = new Map(
    [...mapTexts].map(([name, csv]) => [
      name,
      inFile(id, `maps/${name}.csv`, () => compileTable(name, csv, { tables })),
    ]),
  )
  for (const [name, { map }] of Object.entries(manifest.operations)) {
    if (map !== undefined && !maps.has(map)) {
      throw new AdapterFault(`${name} names a field table that is not there: maps/${map}.csv`, {
        adapter: id,
        file: 'adapter.json',
      })
    }
  }
  return { manifest, maps, tables, wsdl: new Map(documents.flat()) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AdapterFault(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function read(id: string, path: string, file: string): Promise<string> {
  try {
    return await readFile(join(path, file), 'utf8')
  } catch {
    throw new AdapterFault('cannot be read', { adapter: id, file })
  }
}

/** Files of a folder by their name without the ending. A folder that is not there holds none. */
export async function readAll(
  id: string,
  path: string,
  folder: string,
  ending: string,
): Promise<Map<string, string>> {
  let names: string[]
  try {
    names = await readdir(join(path, folder))
  } catch {
    return new Map()
  }
  const files = names.filter(name => name.endsWith(ending)).sort()
  return new Map(
    await Promise.all(
      files.map(
        async name => [name.slice(0, -ending.length), await read(id, path, join(folder, name))] as const,
      ),
    ),
  )
}
