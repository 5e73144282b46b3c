import { isUtf8 } from 'node:buffer'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdapterFault } from '../adapter-fault.ts'
import { checkFiles, type Files, fileLimits } from './files.ts'
import { heritageOf, inherit } from './inherit.ts'

/** What editors and file managers leave behind is not meant to be part of anything. */
const litter = /(^|\/)\.|~$/
/** How the gateway reaches the sandbox stands beside an adapter and is no part of it. */
const beside = 'sandbox.json'

/** A family has no more generations than that. */
const mostGenerations = 3

/**
 * Reads an adapter's folder, and the neighbouring one that it builds on (`extends`). Links are not followed: an adapter
 * is what stands in its folder.
 * @throws AdapterFault for what may not be part of an adapter.
 */
export async function readFolder(folder: URL | string): Promise<Files> {
  return readFamily(typeof folder === 'string' ? folder : fileURLToPath(folder), 1)
}

async function readFamily(path: string, generation: number): Promise<Files> {
  const own = await readOwn(path)
  const heritage = heritageOf(own.get('adapter.json') ?? '')
  if (heritage === undefined) return own
  if (generation === mostGenerations)
    throw new AdapterFault(`extends goes back more than ${mostGenerations} folders`)
  const base = await readFamily(join(dirname(resolve(path)), heritage.folder), generation + 1)
  return checkFiles(inherit(base, own, heritage))
}

async function readOwn(path: string): Promise<Files> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => {
    throw new AdapterFault('the folder cannot be read')
  })
  const found = entries
    .map(entry => ({ entry, name: relative(path, join(entry.parentPath, entry.name)).split(sep).join('/') }))
    .filter(({ entry, name }) => name !== beside && !litter.test(name) && !entry.isDirectory())
  if (found.length > fileLimits.files)
    throw new AdapterFault(`there are more than ${fileLimits.files} files in the folder`)
  const texts = await Promise.all(
    found.map(async ({ entry, name }) => {
      if (!entry.isFile()) throw new AdapterFault(`${name} is a link or no file at all`)
      return [name, await readText(join(path, name), name)] as const
    }),
  )
  return checkFiles(texts)
}

async function readText(path: string, name: string): Promise<string> {
  if ((await stat(path)).size > fileLimits.fileBytes)
    throw new AdapterFault(`${name} is larger than ${fileLimits.fileBytes} bytes`)
  const bytes = await readFile(path)
  if (!isUtf8(bytes)) throw new AdapterFault(`${name} is not UTF-8`)
  return bytes.toString('utf8')
}
