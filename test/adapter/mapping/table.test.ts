import t from 'tap'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const compile = (...rows: string[]) =>
  compileTable('test', ['canonical,native,codec', ...rows].join('\n'), { tables: new Map() })

t.test('lists inside lists, bare values in lists, objects in objects, both ways', async t => {
  const table = compile(
    'a.b.c,X.Y,',
    'rounds[].papers[].name,Rounds[].Papers[].Name,',
    'rounds[].id,Rounds[].Id,',
    'codes[],Codes[].Code,',
    'tags[],Tags[],',
    'kept.inner[].n,Kept[].N,',
  )
  const canonical = {
    a: { b: { c: 'c' } },
    rounds: [{ id: '1', papers: [{ name: 'p' }, { name: 'q' }] }, { id: '2' }],
    codes: ['7', '1'],
    tags: ['x', 'y'],
    kept: { inner: [{ n: 1 }] },
  }
  const native = {
    X: { Y: 'c' },
    Rounds: [
      { Id: '1', Papers: [{ Name: 'p' }, { Name: 'q' }] },
      { Id: '2', Papers: [] },
    ],
    Codes: [{ Code: '7' }, { Code: '1' }],
    Tags: ['x', 'y'],
    Kept: [{ N: 1 }],
  }
  t.strictSame(table.encode(canonical).native, native)
  t.strictSame(table.decode(native).canonical, canonical)
})

t.test('an absent list is sent as [], unless the table says to leave it out', async t => {
  t.strictSame(compile('a[].b,A[].B,').encode({}).native, { A: [] })
  t.strictSame(compile('a[].b,A[].B,', 'a[],A[],omit-empty').encode({}).native, {})
  t.strictSame(compile('a[].b,A[].B,', 'a[],A[],omit-empty').encode({ a: [{ b: 1 }] }).native, {
    A: [{ B: 1 }],
  })
})

t.test('a constant stands in every item of its list', async t => {
  const table = compile(',Kind,"const(""dossier"")"', ',A[].Kind,"const(""paper"")"', 'a[].b,A[].B,')
  t.strictSame(table.encode({ a: [{ b: 1 }] }).native, { A: [{ B: 1, Kind: 'paper' }], Kind: 'dossier' })
})

t.test('errors point to the very item, on the side that was read', async t => {
  const table = compile('rounds[].papers[].name,Rounds[].Papers[].Name,required')
  const rounds = [{ papers: [] }, { papers: [{ name: 'x' }, {}] }]
  t.match(table.encode({ rounds }).violations, [
    { pointer: '/rounds/1/papers/1/name', message: { en: /stands for \/Rounds\/1\/Papers\/1\/Name/ } },
  ])
  t.match(table.encode({ rounds: 'x' }).violations, [
    { pointer: '/rounds', message: { en: /must be a list/ } },
  ])
  t.match(table.decode({ Rounds: [{ Papers: [{}] }] }).violations, [{ pointer: '/Rounds/0/Papers/0/Name' }])
})

t.test('a table copies nothing that it does not name', async t => {
  const table = compile('a,A,')
  t.strictSame(table.encode({ a: 1, b: 2 }).native, { A: 1 })
  t.match(table.encode({ a: { b: 2 } }), { native: { A: undefined }, violations: [{ pointer: '/a' }] })
})

t.test('files that offices save: BOM, semicolons, CRLF, comments, unquoted quotes', async t => {
  const text =
    '\ufeff# chú thích\r\ncanonical;native;codec\r\na;A;absent("")\r\n\r\n# hết\r\nb;B;flag(1,0)\r\n'
  t.strictSame(compileTable('test', text, { tables: new Map() }).encode({ b: true }).native, {
    A: '',
    B: '1',
  })
})

t.test('rows that make no sense are refused, and named', async t => {
  for (const [row, reason] of [
    ['a,A,nonsense', /there is no codec "nonsense"/],
    ['a,A,max', /max needs a limit/],
    ['a,A,table(none)', /no code table "none"/],
    ['a,A,flag(1,0)', /comma must stand in quotes|columns/i],
    ['a,A,max(', /cannot be read/],
    ['a[].b,B,', /same number of lists/],
    ['a..b,A,', /path "a\.\.b" is malformed/],
    ['__proto__.x,A,', /malformed/],
    ['a,constructor,', /malformed/],
    ['a,,', /only ignore/],
    [',A,', /only const/],
    ['a,A,ignore', /needs a reason/],
    ['a,A,omit-empty', /omit-empty is for lists/],
    [',A[].K,"const(""1"")"', /which list/],
  ] as const) {
    t.throws(() => compile(row), { code: 'adapter-invalid', reason }, row)
  }
  t.throws(() => compile('a,A,', 'b,A,'), { code: 'adapter-invalid', reason: /written twice/ })
  t.throws(() => compile('a[].x,A[].X,', 'b[].y,A[].Y,'), {
    code: 'adapter-invalid',
    reason: /paired with a and b/,
  })
  t.throws(() => compileTable('test', 'canonical,native\na,A', { tables: new Map() }), {
    code: 'adapter-invalid',
    reason: /columns must be/,
  })
})
