import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { catalog, type ErrorCode } from '../../src/errors/catalog.ts'

const src = new URL('../../src/', import.meta.url).pathname
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.startsWith('errors/catalog'))
  .map(path => readFileSync(join(src, path), 'utf8'))

const entries = Object.entries(catalog) as [ErrorCode, (typeof catalog)[ErrorCode]][]
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort()

t.test('every entry speaks both languages', async t => {
  for (const [code, { title, detail, fix }] of entries) {
    for (const text of [title, detail, fix]) {
      t.match(text.vi, /\S/, code)
      t.match(text.en, /\S/, code)
      t.equal(text.vi.trim(), text.vi, code)
      t.equal(text.en.trim(), text.en, code)
    }
    t.not(title.vi, title.en, `${code} is translated`)
  }
})

t.test('both languages fill the same placeholders', async t => {
  for (const [code, { detail, fix }] of entries) {
    t.same(placeholders(detail.vi), placeholders(detail.en), code)
    t.same(placeholders(fix.vi), placeholders(fix.en), code)
  }
})

t.test('titles are the same whatever happened: nothing in them is filled', async t => {
  for (const [code, { title }] of entries) t.same(placeholders(title.vi + title.en), [], code)
})

t.test('the status goes with the owner: the client’s faults are 4xx, everybody else’s 5xx', async t => {
  for (const [code, { status, owner }] of entries) {
    t.ok(Number.isInteger(status) && status >= 400 && status <= 599, code)
    // Of a wrong command line, or a document that is not imported, no HTTP caller ever hears.
    if (code !== 'usage' && code !== 'import-refused') t.equal(status < 500, owner === 'client', code)
  }
})

t.test('codes are stable names: lower case, words and dashes', async t => {
  for (const [code] of entries) t.match(code, /^[a-z]+(-[a-z]+)*$/)
})

t.test('every code is used: what nobody throws is no error of this house', async t => {
  for (const [code] of entries) {
    t.ok(
      sources.some(source => source.includes(`'${code}'`)),
      `${code} is used`,
    )
  }
})

t.test('whoever throws an error fills its placeholders', async t => {
  // Thrown where the text says: the code, then its options up to the closing bracket of the statement.
  for (const [code, { detail, fix }] of entries) {
    const wanted = placeholders(`${detail.en} ${fix.en}`).filter(name => name !== 'code')
    for (const source of sources) {
      for (const { index } of source.matchAll(new RegExp(`new Fault\\('${code}'`, 'g'))) {
        const statement = source.slice(index, index + 700)
        for (const name of wanted) t.match(statement, new RegExp(`\\b${name}\\b`), `${code} fills {${name}}`)
      }
    }
  }
})
