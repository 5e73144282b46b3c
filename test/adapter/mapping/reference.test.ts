import { readFile } from 'node:fs/promises'
import t from 'tap'
import { readCodeTable } from '../../../src/adapter/mapping/code-table.ts'
import { codecs } from '../../../src/adapter/mapping/codecs/index.ts'
import { rowWords } from '../../../src/adapter/mapping/rows.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const text = await readFile(new URL('../../../adapters/README.md', import.meta.url), 'utf8')
const rows = text
  .slice(text.indexOf('\n## Codecs'))
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line =>
    line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim()),
  )
const examples = rows.filter(cells => cells.length === 5)
const bare = (cell = '') => cell.replace(/^`|`$/g, '')
const named = new Set(rows.map(([codec]) => /^[a-z0-9-]+/.exec(bare(codec))?.[0]))
const tables = new Map([
  ['status', readCodeTable('status', 'canonical,native\naccepted,2\n')],
  ['level', readCodeTable('level', 'canonical,native\nlow,1\nhigh,3\n')],
  ['ward', readCodeTable('ward', 'canonical,native,version\nan-mau,00001,2024\nan-mau,00002,2025\n')],
])
const xml = { parse: () => ({}), write: () => '' }

t.test('every codec is explained, and nothing that is none', async t => {
  t.strictSame([...named].sort(), [...Object.keys(codecs), ...rowWords].sort())
})

t.test('every example does what it says, both languages given', async t => {
  for (const [codec, ours = '', theirs, vi, en] of examples) {
    const cell = bare(codec)
    const table = compileTable('t', `canonical,native,codec\na,A,"${cell.replaceAll('"', '""')}"\n`, {
      tables,
    })
    const a = ours === '' ? undefined : JSON.parse(bare(ours))
    const { native, violations } = table.encode({ a })
    t.strictSame({ A: native.A, violations }, { A: JSON.parse(bare(theirs)), violations: [] }, cell)
    t.ok(vi && en, `${cell} in both languages`)
    if (table.lossy.length === 0 && a !== undefined && !cell.startsWith('const')) {
      const again = table.encode(table.decode(native).canonical)
      t.strictSame(again.native, native, `${cell} back and forth`)
    }
  }
})

t.test('every example of a row is read', async t => {
  const fields = 'documents[].name,TaiLieu[].Ten,\nstatus,S,\npersonalId,P,\nx,data.x,\n'
  for (const [codec, example] of rows.filter(cells => cells.length === 4)) {
    const csv = `canonical,native,codec\n${fields}${bare(example)}\n`
    t.doesNotThrow(() => compileTable('t', csv, { tables, xml }), bare(codec))
  }
})
