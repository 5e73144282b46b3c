import t from 'tap'
import { readCodeTable } from '../../../src/adapter/mapping/code-table.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const wards = readCodeTable(
  'ward',
  [
    'canonical,native,from,to,version',
    'an-mau,00001,,2025-06-30,',
    'an-mau,00009,2025-07-01,,',
    'binh-mau,00009,,2025-06-30,',
    'moi,00010,,,v2',
  ].join('\n'),
)
const tables = new Map([['ward', wards]])
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const compile = (...rows: string[]) =>
  compileTable('t', ['canonical,native,codec', ...rows].join('\n'), { tables })

t.test('a code is the one valid on the day of another member, both ways', async t => {
  const table = compile(
    'receivedAt,Ngay,datetime(yyyyMMddHHmmss)',
    `ward,Xa,${quoted('table(ward, at=receivedAt)')}`,
  )
  for (const [receivedAt, ward, Xa] of [
    ['2025-06-30T23:59:59+07:00', 'an-mau', '00001'],
    ['2025-06-30T17:00:00Z', 'an-mau', '00009'],
    ['2025-06-30T16:59:59Z', 'binh-mau', '00009'],
  ] as const) {
    const { native, violations } = table.encode({ receivedAt, ward })
    t.strictSame([native.Xa, violations], [Xa, []], receivedAt)
    t.equal(table.decode(native).canonical.ward, ward)
  }
  t.match(table.encode({ receivedAt: '2025-07-01T00:00:00+07:00', ward: 'binh-mau' }).violations, [
    { pointer: '/ward' },
  ])
  t.match(table.encode({ ward: 'an-mau' }).violations, [{ message: { en: /needs receivedAt/ } }])
})

t.test('versions of a code table, and tables that contradict themselves', async t => {
  t.strictSame(compile(`w,X,${quoted('table(ward, version=v2)')}`).encode({ w: 'moi' }).native, {
    X: '00010',
  })
  t.match(compile('w,X,table(ward)').encode({ w: 'moi' }).violations, [{ pointer: '/w' }])
  t.strictSame(compile('w,X,table(ward)').encode({ w: 'an-mau' }).native, { X: '00009' }, 'the newest')
  t.throws(() => compile(`w,X,${quoted('table(ward, version=v3)')}`), {
    code: 'adapter-invalid',
    reason: /no version "v3"; it has v2/,
  })
  t.throws(() => readCodeTable('x', 'canonical,native,from\na,1,\na,2,2025-01-01\n'), {
    code: 'adapter-invalid',
    reason: /two rows/,
  })
  t.throws(() => readCodeTable('x', 'canonical,native,from\na,1,1/7/2025\n'), {
    code: 'adapter-invalid',
    reason: /2025-07-01/,
  })
})

t.test('a row on a condition is written only when it holds, and says when it left something out', async t => {
  const table = compile(
    'status,S,',
    `endedAt,E,${quoted('when(status, done, stopped) required')}`,
    'old,O,unless(id)',
    'id,I,',
  )
  t.strictSame(table.encode({ status: 'done', endedAt: 'x', id: '1' }).native, { S: 'done', E: 'x', I: '1' })
  t.match(table.encode({ status: 'done' }).violations, [{ pointer: '/endedAt' }])
  const without = table.encode({ status: 'new', endedAt: 'x', old: '9' })
  t.strictSame([without.native, without.violations], [{ S: 'new', O: '9' }, []])
  t.match(without.losses, [{ canonical: '/endedAt', codec: 'when' }])
  t.throws(() => compile('a,A,when(b)'), {
    code: 'adapter-invalid',
    reason: /no row of this table has the canonical path b/,
  })
})

t.test(
  'two rows may share a native field when each has its condition; the condition decodes, too',
  async t => {
    const table = compile(
      'kind,K,',
      `taxId,M,${quoted('when(kind, firm)')}`,
      `personId,M,${quoted('unless(kind, firm)')}`,
    )
    for (const canonical of [
      { kind: 'firm', taxId: '1' },
      { kind: 'person', personId: '2' },
    ]) {
      t.strictSame(table.decode(table.encode(canonical).native).canonical, canonical)
    }
    t.throws(() => compile('a,A,', 'b,A,when(a)'), { code: 'adapter-invalid', reason: /written twice/ })
  },
)

t.test('a condition inside a list looks at the same item', async t => {
  const table = compile('p[].kind,P[].K,', `p[].n,P[].N,${quoted('when(p[].kind, x)')}`)
  const p = [
    { kind: 'x', n: 1 },
    { kind: 'y', n: 2 },
  ]
  t.strictSame(table.encode({ p }).native, { P: [{ K: 'x', N: 1 }, { K: 'y' }] })
  t.throws(() => compile('p[].kind,P[].K,', `n,N,${quoted('when(p[].kind)')}`), {
    code: 'adapter-invalid',
    reason: /many items/,
  })
})

t.test('members stand in the order of the rows, constants and lists too, whatever is missing', async t => {
  const table = compile(
    ',Dau,"const(""1"")"',
    'a,A,',
    'l[].x,L[].X,',
    ',L[].Loai,"const(""k"")"',
    'b,B,',
    ',Cuoi,"const(""9"")"',
  )
  t.strictSame(Object.keys(table.encode({ b: 2, a: 1, l: [{ x: 1 }] }).native), [
    'Dau',
    'A',
    'L',
    'B',
    'Cuoi',
  ])
  t.strictSame(Object.keys(table.encode({ b: 2, l: [] }).native), ['Dau', 'L', 'B', 'Cuoi'])
  t.strictSame(Object.keys((table.encode({ l: [{ x: 1 }] }).native.L as object[])[0] ?? {}), ['X', 'Loai'])
})

t.test('a list of one, an empty text and a missing list are read as lists', async t => {
  const table = compile('a[].b,A[].B,', 'tags[],T[],')
  t.strictSame(table.decode({ A: { B: 1 }, T: 'x' }).canonical, { a: [{ b: 1 }], tags: ['x'] })
  t.strictSame(table.decode({ A: '', T: null }).canonical, {})
  t.match(table.decode({ A: 'x' }).violations, [{ pointer: '/A', message: { en: /must be a list/ } }])
})

t.test('XML names in paths, and names that must never reach a prototype', async t => {
  const table = compile('a.b,dan:Goc.@id,', 'a.c,dan:Goc.#text,', 'd,Số_hồ_sơ,')
  t.strictSame(table.encode({ a: { b: '1', c: 'x' }, d: 'y' }).native, {
    'dan:Goc': { '@id': '1', '#text': 'x' },
    Số_hồ_sơ: 'y',
  })
  for (const name of ['toString', 'hasOwnProperty', '__proto__', 'constructor', '@', 'a:b:c', '{uri}x'])
    t.throws(() => compile(`a,${quoted(name)},`), { code: 'adapter-invalid', reason: /malformed/ }, name)
})

t.test('what stands inside a text and is none is an error at its place, and shows nothing of it', async t => {
  const table = compile('a,D.A,required', ',D,json')
  t.match(table.decode({ D: '{"bi-mat' }).violations, [
    { pointer: '/D', message: { en: 'must be JSON text (is text of 8 characters)' } },
    { pointer: '/D/A' },
  ])
  t.strictSame(table.decode({ D: '{"A":"x"}' }).canonical, { a: 'x' })
  t.strictSame(table.decode({ D: { A: 'x' } }).canonical, { a: 'x' }, 'not yet a text')
})

t.test('a mistyped codec or pattern is answered with what was meant', async t => {
  for (const [codec, reason] of [
    ['datetme(yyyyMMdd)', /did you mean datetime\?/],
    ['requird', /did you mean required\?/],
    ['datetime(yyyyMMddhhmmss)', /letter h means nothing/],
    ['datetime(YYYY-MM-dd)', /letter YYYY|letter Y/],
    ['datetime(HH:mm)', /no pattern|needs a pattern/],
    ['date(yyyy)', /date needs a pattern/],
    ['money(;)', /money takes/],
    ['epoch', /epoch\(s\)/],
    ['xml', /no XML reader/],
  ] as const) {
    t.throws(() => compile(`a,A,${quoted(codec)}`), { code: 'adapter-invalid', reason }, codec)
  }
})

t.test('amounts, dates and names as they arrive', async t => {
  const decode = (codec: string, A: unknown) => compile(`a,A,${quoted(codec)}`).decode({ A })
  for (const text of [
    '1.250.000',
    '1,250,000',
    '1 250 000',
    '1250000',
    1250000,
    '1.250.000 đ',
    '1.250.000 VNĐ',
  ])
    t.strictSame(decode('money', text).canonical, { a: 1250000 }, String(text))
  for (const wrong of ['không', '1.25', '12.50.000', '-5', -5, 1.5, '1e3', '1,250.000'])
    t.match(decode('money', wrong).violations, [{ pointer: '/A' }], String(wrong))
  const either = 'datetime("dd/MM/yyyy HH:mm:ss", dd/MM/yyyy)'
  t.strictSame(decode(either, '05/06/2023').canonical, { a: '2023-06-05T00:00:00+07:00' })
  const name = 'name-parts(Ho, ChuDem, Ten)'
  t.strictSame(decode(name, 'Trần Thị Ví Dụ').canonical, { a: 'Trần Thị Ví Dụ' })
  t.strictSame(decode(name, { Ho: '', ChuDem: null, Ten: 'Trần Thị Ví Dụ' }).canonical, {
    a: 'Trần Thị Ví Dụ',
  })
  t.match(decode(name, { Ho: { x: 1 } }).violations, [{ pointer: '/A' }])
  const choice = compile(
    `a,N.Nam,${quoted('date-choice(yyyy, yyyyMMdd)')}`,
    `a,N.Ngay,${quoted('date-choice(yyyyMMdd, yyyy)')}`,
  )
  t.match(
    choice.encode({ a: '1999-02' }).violations,
    [{ pointer: '/a' }, { pointer: '/a' }],
    'a date nobody can say',
  )
})
