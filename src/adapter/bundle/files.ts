import { pilesUpMarks } from '../../contract/nfc.ts'
import { AdapterFault } from '../adapter-fault.ts'

/** The files of an adapter by their path inside its folder, `/` between names. Text only, in NFC, lines ended by LF. */
export type Files = ReadonlyMap<string, string>

/** An adapter is a few tables and messages. What is larger is something else, or means harm. */
export const fileLimits = {
  files: 200,
  /** WSDL documents of whole ministries are the largest files seen. */
  fileBytes: 1024 * 1024,
  bytes: 4 * 1024 * 1024,
  pathLength: 120,
  depth: 4,
} as const

/** What each folder may hold. Anything else, code above all, is no part of an adapter. */
const endings: Readonly<Record<string, readonly string[]>> = {
  maps: ['csv'],
  tables: ['csv'],
  schemas: ['json'],
  fixtures: ['json', 'xml', 'txt', 'csv'],
  wsdl: ['wsdl', 'xsd', 'xml'],
}
const atTop = new Set(['adapter.json', 'README.md'])

/** No dot or dash in front: no hidden file, no `..`, nothing that a shell would take for an option. */
const segment = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const unsafe = new Set(['constructor', 'prototype'])
/** U+0000, which PostgreSQL does not take, and halves of surrogate pairs, which UTF-8 does not have. */
const unwritable = /[\0\p{Surrogate}]/u

/**
 * Checks names, kinds, number and size of would-be files and brings their text to the one form that digests are made of.
 * @throws AdapterFault naming the first file that may not be there, as far as its name can be shown.
 */
export function checkFiles(given: Iterable<readonly [string, unknown]>): Files {
  const files = new Map<string, string>()
  const folded = new Set<string>()
  let bytes = 0
  for (const [path, text] of given) {
    checkPath(path)
    if (typeof text !== 'string') throw new AdapterFault(`${path} must be text`)
    if (folded.has(path.toLowerCase()))
      throw new AdapterFault(`${path} is there twice, if case does not count`)
    folded.add(path.toLowerCase())
    if (folded.size > fileLimits.files)
      throw new AdapterFault(`there are more than ${fileLimits.files} files`)
    const size = Buffer.byteLength(text)
    if (size > fileLimits.fileBytes)
      throw new AdapterFault(`${path} is larger than ${fileLimits.fileBytes} bytes`)
    bytes += size
    if (bytes > fileLimits.bytes)
      throw new AdapterFault(`the files are larger than ${fileLimits.bytes} bytes together`)
    if (unwritable.test(text)) throw new AdapterFault(`${path} holds U+0000 or half a surrogate pair`)
    if (pilesUpMarks(text)) throw new AdapterFault(`${path} piles more than 30 combining marks onto a letter`)
    files.set(path, text.replaceAll('\r\n', '\n').normalize('NFC'))
  }
  if (!files.has('adapter.json')) throw new AdapterFault('adapter.json is missing')
  return files
}

function checkPath(path: string): void {
  const names = path.split('/')
  if (path.length > fileLimits.pathLength || names.length > fileLimits.depth || !names.every(isName)) {
    throw new AdapterFault(`${shown(path)} is no name of a file in an adapter`)
  }
  if (names.length === 1 && atTop.has(path)) return
  const [folder = ''] = names
  const allowed = Object.hasOwn(endings, folder) && names.length > 1 ? (endings[folder] ?? []) : []
  if (!allowed.some(ending => path.endsWith(`.${ending}`))) {
    const places = Object.entries(endings).map(([name, kinds]) => `${name}/*.${kinds.join('|')}`)
    throw new AdapterFault(
      `${path} is no part of an adapter, which is data: ${[...atTop, ...places].join(', ')}`,
    )
  }
}

function isName(name: string): boolean {
  return segment.test(name) && !name.endsWith('.') && !unsafe.has(name.split('.')[0] ?? '')
}

/** A name from outside as a message may show it. */
function shown(path: string): string {
  return JSON.stringify(path.length > 60 ? `${path.slice(0, 60)}…` : path).replace(/[^\x20-\x7e]/g, '?')
}

/** Names in a folder of `files` without folder and ending, with their text, in order. */
export function filesIn(files: Files, folder: string, ending: string): Map<string, string> {
  return new Map(
    [...files]
      .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith(ending))
      .map(([path, text]) => [path.slice(folder.length + 1, -ending.length), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}
