import fc from 'fast-check'
import t from 'tap'
import { isXmlText, parseXml, writeXml, XmlFault, type XmlReading } from '../../../src/adapter/xml/index.ts'

const namespaces = { dan: 'http://dancuquocgia.bca', s: 'http://schemas.xmlsoap.org/soap/envelope/' }
const read = (text: string | Uint8Array, reading: XmlReading = {}) =>
  parseXml(text, { namespaces, ...reading })

function reasonOf(text: string | Uint8Array, reading: XmlReading = {}): string {
  try {
    read(text, reading)
    return 'read'
  } catch (error) {
    return error instanceof XmlFault ? error.reason : `threw ${error}`
  }
}

t.test('names go by URI, whatever the prefixes on the wire', async t => {
  const one = '<a:Envelope xmlns:a="http://schemas.xmlsoap.org/soap/envelope/"><a:Body/></a:Envelope>'
  const two =
    '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><q:Body xmlns:q="http://schemas.xmlsoap.org/soap/envelope/"/></Envelope>'
  for (const text of [one, two]) t.strictSame(read(text), { 's:Envelope': { 's:Body': '' } })
  t.strictSame(
    read('<dan:X xmlns:dan="urn:other"/>'),
    { '{urn:other}X': '' },
    'a declared prefix means nothing',
  )
  t.strictSame(read('<x xmlns="urn:a"><y xmlns=""/></x>'), { '{urn:a}x': { y: '' } })
  t.strictSame(read('<x xmlns="urn:a"/>', { namespaces: { '': 'urn:a' } }), { x: '' })
  t.equal(reasonOf('<p:x/>'), 'namespace')
  t.equal(reasonOf('<x p:a="1"/>'), 'namespace')
})

t.test('attributes, text, lists, nil, CDATA and comments', async t => {
  t.strictSame(
    read(
      '<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a k="1&amp;2">x</a><b/><b>2</b><n i:nil="true"/>' +
        '<c>1 <![CDATA[<&>]]><!-- no --> 2</c><m> <z/> t </m><k xml:lang="vi" i:type="q"/></r>',
    ),
    {
      r: {
        a: { '@k': '1&2', '#text': 'x' },
        b: ['', '2'],
        n: null,
        c: '1 <&> 2',
        m: { z: '', '#text': '  t ' },
        k: { '@xml:lang': 'vi', '@xsi:type': 'q' },
      },
    },
  )
  t.strictSame(read('<r>Nguy&#7877;n &#x110;&lt;&quot;&apos;</r>'), { r: `Nguyễn Đ<"'` })
  t.strictSame(read('<r><hasOwnProperty>1</hasOwnProperty><toString/></r>'), {
    r: { hasOwnProperty: '1', toString: '' },
  })
  t.strictSame(read('<?xml version="1.0"?><?style "?><r/><?end ?>'), { r: '' })
})

t.test('a signed part stays the bytes that it was', async t => {
  const signed =
    '<d:Signed xmlns:d="http://dancuquocgia.bca" b="2"  a=\'1\'>é&#65;<!-- c --><![CDATA[x]]>\r\n</d:Signed>'
  const found = read(`<r><x/><w>${signed}</w><x>2</x></r>`, { opaque: ['/r/w/dan:Signed'] })
  const { r } = found as { r: { w: { 'dan:Signed': Buffer }; x: unknown } }
  t.equal(Buffer.from(r.w['dan:Signed']).toString(), signed)
  t.strictSame(r.x, ['', '2'])
  t.equal(writeXml(found, { declaration: false }), `<r><x></x><x>2</x><w>${signed}</w></r>`)
})

t.test('what is refused, and why', async t => {
  const table: readonly (readonly [string | Uint8Array, string])[] = [
    ['<!DOCTYPE r><r/>', 'doctype'],
    ['<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', 'doctype'],
    ['<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', 'doctype'],
    ['<r><!DOCTYPE r></r>', 'doctype'],
    ['<!-- --><?x "?><!DOCTYPE r><r/>', 'doctype'],
    ['<r><!ENTITY a "b"></r>', 'doctype'],
    ['<r>&a;</r>', 'reference'],
    ['<r>&nbsp;</r>', 'reference'],
    ['<r>a & b</r>', 'malformed'],
    ['<r>&#1114112;</r>', 'reference'],
    ['<r>&constructor;</r>', 'reference'],
    ['<r>&#0;</r>', 'character'],
    ['<r>&#xD800;</r>', 'character'],
    ['<r>\u0001</r>', 'character'],
    ['<r a="&#xFFFE;"/>', 'character'],
    ['<?xml version="1.1"?><r/>', 'version'],
    ['<?xml version="1.0" encoding="UTF-16"?><r/>', 'encoding'],
    ['<?xml version="1.0" encoding="windows-1258"?><r/>', 'encoding'],
    [Buffer.from('\ufeff<r/>', 'utf16le'), 'encoding'],
    [Buffer.from('<r/>', 'utf16le'), 'character'],
    [Buffer.from([0x3c, 0x72, 0x3e, 0xff, 0x3c, 0x2f, 0x72, 0x3e]), 'encoding'],
    ['', 'malformed'],
    ['words', 'malformed'],
    ['<r>', 'malformed'],
    ['<r></s>', 'malformed'],
    ['</r>', 'malformed'],
    ['<r/><r/>', 'malformed'],
    ['<r/>x', 'malformed'],
    ['x<r/>', 'malformed'],
    ['<r a=1/>', 'malformed'],
    ['<r a="1" a="2"/>', 'malformed'],
    ['<r xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>', 'malformed'],
    ['<r a="<"/>', 'malformed'],
    ['<r><!-- </r>', 'malformed'],
    ['<r><![CDATA[ </r>', 'malformed'],
    ['<__proto__/>', 'malformed'],
    ['<r constructor=""/>', 'malformed'],
    ['<r xmlns:xml="urn:x"/>', 'namespace'],
    [`<r xmlns="${'u'.repeat(300)}"/>`, 'namespace'],
    [`<${'a'.repeat(300)}/>`, 'name'],
  ]
  for (const [text, reason] of table) t.equal(reasonOf(text), reason, String(text).slice(0, 60))
  t.strictSame(read(Buffer.from('\ufeff<?xml version="1.0" encoding="utf-8"?><r>ế</r>')), { r: 'ế' })
  t.strictSame(({} as { polluted?: unknown }).polluted, undefined)
})

t.test('bombs end at their limit, each well within a second', async t => {
  const many = (text: string, times: number) => text.repeat(times)
  const bombs: readonly (readonly [string, string, string])[] = [
    ['depth', `${many('<a>', 100_000)}${many('</a>', 100_000)}`, 'too-deep'],
    ['elements', `<r>${many('<a/>', 300_000)}</r>`, 'too-many-elements'],
    ['attributes', `<r>${many('<a b="" c="" d=""/>', 80_000)}</r>`, 'too-many-attributes'],
    [
      'attributes of one',
      `<r ${Array.from({ length: 200_001 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      'too-many-attributes',
    ],
    ['references', `<r>${many('&#65;', 1_000_000)}</r>`, 'too-many-references'],
    ['references in attributes', `<r a="${many('&amp;', 300_000)}"/>`, 'too-many-references'],
    ['size', `<r>${many(' ', 17_000_000)}</r>`, 'too-large'],
    ['comments unfinished', `<r>${many('<!--', 500_000)}`, 'malformed'],
    ['quotes unfinished', `<r>${many('<a b="', 300_000)}`, 'malformed'],
    ['angles', many('<', 2_000_000), 'malformed'],
    [
      'prefixes',
      `<r>${many('<a xmlns:p="u">', 99)}${many('<b xmlns:q="w" q:c=""/>', 50_000)}${many('</a>', 99)}</r>`,
      'too-deep',
    ],
  ]
  for (const [name, text, reason] of bombs) {
    const start = performance.now()
    t.equal(reasonOf(Buffer.from(text)), reason, name)
    const tookMs = Math.round(performance.now() - start)
    // Generous: the slowest takes about 400 ms on two busy cores, a quadratic one would take minutes.
    t.ok(tookMs < 20_000, `${name}: ${tookMs} ms`)
  }
})

t.test('whatever the bytes, the reader answers with an object or a reason', async () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<b x="1"',
    '>',
    '/>',
    '&lt;',
    '&#6',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x',
    '?>',
    '<!D',
    'xmlns:p="u"',
    ' ',
    '"',
    "'",
    'ế',
    '\u0000',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map(list => list.join('')),
        fc.string(),
        fc.uint8Array(),
      ),
      document => {
        const reason = reasonOf(document)
        return !reason.startsWith('threw')
      },
    ),
    { numRuns: 2000 },
  )
})

const local = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/)
  .filter(name => !/^(__proto__|constructor|prototype)$/.test(name))
const name = fc.oneof(
  local,
  local.map(word => `dan:${word}`),
  local.map(word => `{urn:x}${word}`),
)
const letters = fc.string({ unit: 'grapheme' }).map(text => Array.from(text).filter(isXmlText).join(''))
const words = letters.filter(text => text.trim() !== '')
const { tree } = fc.letrec(tie => ({
  tree: fc.oneof({ maxDepth: 4 }, letters, fc.constant(null), tie('record')),
  record: fc
    .tuple(
      fc.dictionary(
        local.map(word => `@${word}`),
        letters,
        { maxKeys: 2 },
      ),
      fc.dictionary(name, fc.oneof(tie('tree'), fc.array(tie('tree'), { minLength: 2, maxLength: 3 })), {
        minKeys: 1,
        maxKeys: 4,
      }),
    )
    .map(([attributes, members]) => ({ ...attributes, ...members })),
}))

t.test('what is written is read back as it was', async () => {
  fc.assert(
    fc.property(name, tree, (root, value) => {
      const object = JSON.parse(JSON.stringify({ [root]: value }))
      const back = parseXml(writeXml(object, { namespaces }), { namespaces })
      return JSON.stringify(back) === JSON.stringify(object)
    }),
    { numRuns: 500 },
  )
})

t.test('nothing in a value or a name can end its element', async t => {
  fc.assert(
    fc.property(words, fc.string(), (value, sly) => {
      const object = { r: { '@k': value, v: value } }
      const back = parseXml(writeXml(object)) as typeof object
      let written: string | undefined
      try {
        written = writeXml({ r: { [sly]: 'x' } }, { declaration: false })
      } catch (error) {
        if (!(error instanceof XmlFault)) throw error
      }
      const harmless = written === undefined || Object.keys(parseXml(written)).length === 1
      return back.r['@k'] === value && back.r.v === value && harmless
    }),
  )
  for (const [value, reason] of [
    [{ 'a b': '' }, 'name'],
    [{ 'a><b': '' }, 'name'],
    [{ 'q:a': '' }, 'namespace'],
    [{ 'xmlns:a': '' }, 'namespace'],
    [{ '@xmlns': 'urn:x' }, 'name'],
    [{ '1a': '' }, 'name'],
    [{ prototype: '' }, 'name'],
    [{ a: '\u0000' }, 'character'],
    [{ a: '\ud800' }, 'character'],
    [{ a: Number.NaN }, 'value'],
    [{ a: () => '' }, 'value'],
    [{ a: Buffer.from('<x/><y/>') }, 'malformed'],
    [{ a: Buffer.from('</r><r>') }, 'malformed'],
    [{ a: Buffer.from('<!DOCTYPE x><x/>') }, 'doctype'],
    [{ a: Buffer.from('words') }, 'malformed'],
  ] as const) {
    t.throws(() => writeXml({ r: value }), { code: 'xml-refused', reason }, JSON.stringify(value))
  }
  t.throws(() => writeXml({ a: '', b: '' }), { code: 'xml-refused', reason: 'malformed' })
  t.throws(() => writeXml({ a: ['', ''] }), { code: 'xml-refused', reason: 'malformed' })
  const circle: Record<string, unknown> = {}
  circle.a = circle
  t.throws(() => writeXml(circle), { code: 'xml-refused', reason: 'too-deep' })
})
