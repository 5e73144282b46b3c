import assert from 'node:assert/strict'
import fc from 'fast-check'
import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import t from 'tap'
import { readCodeTable } from '../../../src/adapter/mapping/code-table.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const tables = new Map([['status', readCodeTable('status', 'canonical,native\nnew,1\ndone,2\n')]])
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
})
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: false,
})
const xml = {
  parse: (text: string): unknown => parser.parse(text),
  write: (value: object) => String(builder.build(value)),
}
const compile = (...rows: string[]) =>
  compileTable('t', ['canonical,native,codec', ...rows].join('\n'), { tables, xml })
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

const instant = fc
  .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
  .map(date => `${new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString().slice(0, 19)}+07:00`)
const fine = fc
  .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
  .map(date => `${date.toISOString().slice(0, 23).replace('.000', '')}+07:00`)
const day = instant.map(text => text.slice(0, 10))
const partial = fc.oneof(
  day,
  day.map(text => text.slice(0, 7)),
  day.map(text => text.slice(0, 4)),
)
const plainNumber = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter(number => !Object.is(number, -0) && !String(number).includes('e'))
const integer = fc.maxSafeInteger().map(number => number + 0)
const word = fc
  .string({ unit: fc.constantFrom(...'aăâđêôơưẠỳ'), minLength: 1, maxLength: 8 })
  .map(text => text.normalize('NFC'))
const wellFormed = fc.string({ unit: 'binary' }).filter(text => !/\p{Surrogate}/u.test(text))

const cases: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ...[
    'yyyyMMddHHmmss',
    'yyyy-MM-dd HH:mm:ss',
    'dd/MM/yyyy HH:mm:ss',
    'dd-MM-yyyy HH:mm:ss',
    'yyyy-MM-ddTHH:mm:ssXXX',
  ].map(pattern => [`datetime("${pattern}")`, instant] as const),
  ['datetime("yyyy-MM-dd HH:mm:ss", utc)', instant],
  ['datetime("yyyy-MM-ddTHH:mm:ss.SSSZ", utc)', fine],
  ['epoch(ms)', fine],
  ['epoch(s)', instant],
  ['epoch(s, text)', instant],
  ...['yyyy-MM-dd', 'yyyyMMdd', 'dd/MM/yyyy', 'dd-MM-yyyy', 'yyyy/MM/dd'].map(
    pattern => [`date(${pattern})`, day] as const,
  ),
  ['partial-date(dd/MM/yyyy, MM/yyyy, yyyy)', partial],
  ['partial-date(yyyyMMdd, yyyyMM, yyyy)', partial],
  ['table(status)', fc.constantFrom('new', 'done')],
  ['flag(True,False)', fc.boolean()],
  ['flag(1,0,number)', fc.boolean()],
  ['flag("Có","Không")', fc.boolean()],
  ['text', integer],
  ['integer', integer],
  ['money', fc.maxSafeNat()],
  ['money(text)', fc.maxSafeNat()],
  ['money(".")', fc.maxSafeNat()],
  ['money(",")', fc.maxSafeNat()],
  ['decimal', plainNumber],
  ['decimal(",")', plainNumber],
  ['decimal(",", ".")', plainNumber],
  ['decimal(".", ",")', plainNumber],
  ['base64', wellFormed],
  ['unbase64', wellFormed.map(text => Buffer.from(text).toString('base64'))],
  [
    'name-parts(Ho, ChuDem, Ten)',
    fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' ')),
  ],
  ['name-parts(Ho, ChuDem, Ten, last)', wellFormed.filter(text => text !== '')],
  ['name-parts(Ho, ChuDem, Ten, text)', wellFormed],
  [
    'absent("-")',
    fc.option(
      wellFormed.filter(text => text !== '-'),
      { nil: undefined },
    ),
  ],
  ['absent(null)', fc.option(wellFormed, { nil: undefined })],
]

for (const [codec, values] of cases) {
  t.test(`${codec} gives back what it was given`, async () => {
    const table = compile(`a,A,${quoted(codec)}`)
    assert.deepEqual(table.lossy, [])
    fc.assert(
      fc.property(values, a => {
        const { native, violations, losses } = table.encode({ a })
        assert.deepEqual({ violations, losses }, { violations: [], losses: [] })
        assert.deepEqual(table.check({ a }), [])
        const wire = JSON.parse(JSON.stringify(native))
        assert.deepEqual(table.decode(wire), { canonical: a === undefined ? {} : { a }, violations: [] })
      }),
      { numRuns: 200 },
    )
  })
}

t.test('a whole table gives back its message: choice groups, lists of one, texts inside texts', async () => {
  const table = compile(
    `name,Nguoi.dan:HoVaTen,${quoted('name-parts(dan:Ho, dan:ChuDem, dan:Ten)')}`,
    `born,Nguoi.NgayThangNamSinh.Nam,${quoted('date-choice(yyyy, yyyyMMdd)')}`,
    `born,Nguoi.NgayThangNamSinh.NgayThangNam,${quoted('date-choice(yyyyMMdd, yyyy)')}`,
    'papers[].name,Giay[].Ten,required',
    'papers[].pages,Giay[].@soTrang,text',
    'papers[],Giay[],one-as-object',
    'tax.paid,Data.Xml.THUE.DA_NOP,money(text)',
    'tax.lines[].no,Data.Xml.THUE.DONG[].@so,text',
    ',Data.Xml,xml base64',
    ',Data,json',
  )
  const message = fc.record(
    {
      name: fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' ')),
      born: fc.oneof(
        day,
        day.map(text => text.slice(0, 4)),
      ),
      papers: fc.array(fc.record({ name: word, pages: fc.nat() }), { minLength: 1, maxLength: 3 }),
      tax: fc.record({
        paid: fc.nat(),
        lines: fc.array(fc.record({ no: fc.nat() }), { minLength: 1, maxLength: 3 }),
      }),
    },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(message, given => {
      const canonical: typeof given = JSON.parse(JSON.stringify(given))
      const { native, violations } = table.encode(canonical)
      assert.deepEqual(violations, [])
      assert.equal(typeof native.Data, 'string')
      assert.equal(Array.isArray(native.Giay), canonical.papers.length !== 1)
      const wire = JSON.parse(JSON.stringify(native))
      assert.deepEqual(table.decode(wire), { canonical, violations: [] })
    }),
    { numRuns: 200 },
  )
})

t.test(
  'hostile values are refused or carried, never shown, never thrown; check says the same as encode',
  async () => {
    const hostile = fc.oneof(
      fc.constantFrom<unknown>(
        '\ud800',
        'x'.repeat(200_000),
        Number.POSITIVE_INFINITY,
        -0,
        Number.NaN,
        null,
        [],
        {},
        '',
        ' ',
      ),
      fc.constantFrom<unknown>(
        '9'.repeat(500),
        '1.'.repeat(5000),
        '0000-00-00T99:99:99Z',
        '2023-02-30',
        '__proto__',
        'constructor',
      ),
      fc.constant(JSON.parse('{"__proto__":{"Ho":"bi-mat"},"toString":1}')),
      fc.anything(),
    )
    for (const [codec] of cases) {
      const table = compile(`a,A,${quoted(codec)}`)
      fc.assert(
        fc.property(hostile, value => {
          const encoded = table.encode({ a: value })
          assert.deepEqual(table.check({ a: value }), encoded.violations)
          const decoded = table.decode({ A: value })
          for (const violation of [...encoded.violations, ...decoded.violations]) {
            assert.match(violation.message.en, /\(is .+\) \(stands for \/[aA]\)$/)
            assert.ok(!JSON.stringify(violation).includes('bi-mat'))
          }
        }),
        { numRuns: 60 },
      )
    }
    assert.equal(({} as { Ho?: string }).Ho, undefined)
  },
)
