import { isUtf8 } from 'node:buffer'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdapterFault } from '../adapter-fault.ts'
import { checkFiles, type Files, fileLimits } from './files.ts'

/** What editors and file managers leave behind is not meant to be part of anything. */
const litter = /(^|\/)\.|~$/
/** How the gateway reaches the sandbox stands beside an adapter and is no part of it. */
const beside = 'sandbox.json'

/**
 * Reads an adapter's folder. Links are not followed: an adapter is what stands in its folder.
 * @throws AdapterFault for what may not be part of an adapter.
 */
export async function readFolder(folder: URL | string): Promise<Files> {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
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
