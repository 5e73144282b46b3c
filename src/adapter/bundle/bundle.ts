import { createHash } from 'node:crypto'
import { AdapterFault } from '../adapter-fault.ts'
import { checkFiles, type Files } from './files.ts'
import { parseData } from './json.ts'

/**
 * The files as one text: `{"files":{path: text}}` in RFC 8785's order of names, without white space. The same files
 * always make the same text, so that its digest names them.
 */
export function packBundle(files: Files): string {
  const members = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${JSON.stringify(path)}:${JSON.stringify(text)}`)
  return `{"files":{${members.join(',')}}}`
}

/** @throws AdapterFault for what is no bundle. */
export function unpackBundle(text: string): Files {
  return filesOf(parseData(text))
}

/** The files of a parsed bundle. @throws AdapterFault */
export function filesOf(bundle: unknown): Files {
  const files = isObject(bundle) ? bundle.files : undefined
  if (!isObject(files)) throw new AdapterFault('a bundle is {"files": {path: text}}')
  return checkFiles(Object.entries(files))
}

/** SHA-256 of the packed bundle. */
export function digestOf(files: Files): Buffer {
  return createHash('sha256').update(packBundle(files)).digest()
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
