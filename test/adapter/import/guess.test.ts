import fc from 'fast-check'
import t from 'tap'
import { openBudget } from '../../../src/adapter/import/budget.ts'
import { canonicalLeaves } from '../../../src/adapter/import/guess/canonical.ts'
import { guessRows } from '../../../src/adapter/import/guess/rows.ts'
import { dateCodec } from '../../../src/adapter/import/guess/spelling.ts'
import { knownWords } from '../../../src/adapter/import/guess/words.ts'
import { kebab, wordOf } from '../../../src/adapter/import/names.ts'
import { shapeOfSample } from '../../../src/adapter/import/sample/shape.ts'
import { synthetic } from '../../../src/adapter/import/synthetic.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const shapeOf = (value: unknown) => shapeOfSample(value, { xml: false, budget: openBudget('test') })

t.test('every line of words.csv leads somewhere in our model, with a codec that there is', t => {
  const words = knownWords()
  t.ok(words.length > 100)
  for (const { native, canonical, codec, message } of words) {
    const kinds = message === '' ? (['dossier', 'step'] as const) : [message]
    for (const kind of kinds) {
      const paths = [...canonicalLeaves(kind).keys()]
      t.ok(
        paths.some(path => path === canonical || (canonical.endsWith('[]') && path.startsWith(canonical))),
        `${native.join('.')} → ${canonical}`,
      )
    }
    if (codec !== '') compileTable('t', `canonical,native,codec\nx,y,${codec}\n`, { tables: new Map() })
  }
  t.end()
})

t.test('the codec found for a date reads that date', t => {
  for (const [sample, instant] of [
    ['20230605081530', '2023-06-05T08:15:30+07:00'],
    ['202306050815', '2023-06-05T08:15:00+07:00'],
    ['20230605', '2023-06-05T00:00:00+07:00'],
    ['05/06/2023', '2023-06-05T00:00:00+07:00'],
    ['05-06-2023', '2023-06-05T00:00:00+07:00'],
    ['05/06/2023 08:15', '2023-06-05T08:15:00+07:00'],
    ['05/06/2023 08:15:30', '2023-06-05T08:15:30+07:00'],
    ['2023/06/05', '2023-06-05T00:00:00+07:00'],
    ['2023/06/05 08:15:30', '2023-06-05T08:15:30+07:00'],
    ['2023-06-05', '2023-06-05T00:00:00+07:00'],
    ['2023-06-05 08:15:30', '2023-06-05T08:15:30+07:00'],
    ['2023-06-05T08:15:30', '2023-06-05T08:15:30+07:00'],
    ['2023-06-05T01:15:30Z', '2023-06-05T08:15:30+07:00'],
    ['2023-06-05T08:15:30+07:00', '2023-06-05T08:15:30+07:00'],
    ['1685927730000', '2023-06-05T08:15:30+07:00'],
    [1685927730000, '2023-06-05T08:15:30+07:00'],
    [1685927730, '2023-06-05T08:15:30+07:00'],
  ] as const) {
    const codec = dateCodec(sample) ?? ''
    const table = compileTable('t', `canonical,native,codec\nat,N,"${codec.replaceAll('"', '""')}"\n`, {
      tables: new Map(),
    })
    const { canonical, violations } = table.decode({ N: sample })
    t.same(violations, [], String(sample))
    t.equal(Date.parse(String(canonical.at)), Date.parse(instant), `${sample} by ${codec}`)
  }
  for (const no of ['000099123456', '99999999999999', '20231305', 'abc', '12/2023', 5])
    t.equal(dateCodec(no), undefined)
  t.end()
})

t.test('names are one word however they are written', t => {
  for (const name of ['MaHoSo', 'maHoSo', 'MA_HO_SO', 'ma-ho-so', 'dan:MaHoSo', '@maHoSo', 'MãHồSơ'])
    t.equal(wordOf(name), 'mahoso')
  t.equal(kebab('TraCuuHoSo_v2'), 'tra-cuu-ho-so-v2')
  t.equal(kebab('POST /hồ sơ/{id}'), 'post-ho-so-id')
  t.equal(kebab('123'), '')
  t.end()
})

t.test('one field of ours is written once, and lists only pair with lists', t => {
  const rows = guessRows(
    shapeOf({ HoTen: 'a', ChuHoSo: 'b', TaiLieuNop: { TenTepDinhKem: 'c' }, MaHoSo: [{ x: 1 }] }),
    'dossier',
    knownWords(),
  )
  t.same(
    rows.filter(({ open }) => !open).map(({ native, canonical }) => [native, canonical]),
    [['HoTen', 'applicant.name']],
  )
  t.match(rows.find(({ native }) => native === 'ChuHoSo')?.codec, /đã dùng cho HoTen/)
  t.end()
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^[0-9]{1,16}$/),
  fc.constantFrom('Nguyễn Thị Thật', '079099001234', '0912 345 678', 'a.b@c.vn', 'Số 1 đường Thật'),
)

t.test('of a text only its form survives: no letter but x, no digit but 0 and 9', t => {
  fc.assert(
    fc.property(text, value => {
      fc.pre(dateCodec(value) === undefined && !/^(true|false|y|n|có|không)$/i.test(value))
      const { X } = synthetic(shapeOf({ X: value })) as { X: string }
      return !/[\p{L}\p{M}]/u.test(X.replace(/[xX]/g, '')) && !/[^09]/.test(X.replace(/\P{N}/gu, ''))
    }),
    { numRuns: 1000 },
  )
  t.end()
})

t.test('of a date only its spelling survives', t => {
  for (const [given, made] of [
    ['15/02/1999', '22/11/2026'],
    ['1999-02-15T23:59:59+07:00', '2026-11-22T08:15:00+07:00'],
    ['19990215235959', '20261122081500'],
    ['1685927730000', '1795310100000'],
  ])
    t.same(synthetic(shapeOf({ X: given })), { X: made })
  t.end()
})
