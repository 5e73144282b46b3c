import { readFile } from 'node:fs/promises'
import t from 'tap'
import { loadWork } from '../../src/adapter/load.ts'
import { readCsv } from '../../src/adapter/mapping/csv.ts'

// wire-examples.csv says which fixture or test holds which example; here each is looked up and its words are looked for.
const root = new URL('../../', import.meta.url)
const text = await readFile(new URL('wire-examples.csv', import.meta.url), 'utf8')
const rows = readCsv(text, ['reference', 'example', 'holder', 'words'])

/** Of an adapter what its suite reads, with the neighbours that it builds on. */
const filesOf = new Map<string, Promise<ReadonlyMap<string, string>>>()
function filesOfAdapter(id: string): Promise<ReadonlyMap<string, string>> {
  const files = filesOf.get(id) ?? loadWork(new URL(`adapters/${id}/`, root)).then(({ files }) => files)
  filesOf.set(id, files)
  return files
}

async function held(holder: string): Promise<string> {
  if (holder.startsWith('test/')) return readFile(new URL(holder, root), 'utf8')
  const [id = '', ...path] = holder.split('/')
  const name = path.length > 1 ? path.join('/') : `fixtures/${path[0]}.json`
  return (await filesOfAdapter(id)).get(name) ?? ''
}

const unquoted = (text: string) => text.replace(/\\[nrt]|\s+/g, ' ').replace(/["'\\]/g, '')

/** Whether the word stands there as a whole: a code 3 is not held by a code 33. */
function stands(word: string, text: string): boolean {
  const literal = unquoted(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\d])${literal}(?![\\p{L}\\d])`, 'u').test(text)
}

for (const reference of new Set(rows.map(row => row.reference))) {
  t.test(`${reference}: every wire example is held`, async t => {
    for (const { example, holder = '', words = '' } of rows.filter(row => row.reference === reference)) {
      const text = unquoted(await held(holder))
      const missing = words.split(' · ').filter(word => word === '' || !stands(word, text))
      t.same(missing, [], `${example}: ${holder}`)
    }
  })
}
