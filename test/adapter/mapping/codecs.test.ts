import t from 'tap'
import { readCodeTable } from '../../../src/adapter/mapping/code-table.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'

const tables = new Map([
  ['colour', readCodeTable('colour', 'canonical,native\nred,1\nblue,2\n')],
  ['shade', readCodeTable('shade', 'canonical,native\ndark,1\nblack,1\n')],
  ['padded', readCodeTable('padded', 'canonical,native\ndark,01\n')],
])

/** A table of one field with the given codecs. */
function field(codec: string) {
  const cell = `"${codec.replaceAll('"', '""')}"`
  const table = compileTable('test', `canonical,native,codec\na,A,${cell}\n`, { tables })
  return {
    encode: (a: unknown) => table.encode({ a }),
    decode: (A: unknown) => table.decode({ A }),
    lossy: table.lossy.length > 0,
  }
}

t.test('datetime writes Vietnam time whatever the offset, to the second', async t => {
  const { encode, decode } = field('datetime(yyyyMMddHHmmss)')
  for (const [instant, wire] of [
    ['2023-06-05T08:15:00+07:00', '20230605081500'],
    ['2023-06-05T01:15:00Z', '20230605081500'],
    ['2023-06-05t01:15:00z', '20230605081500'],
    ['2023-12-31T18:00:00Z', '20240101010000'],
    ['2024-02-28T20:00:00-05:00', '20240229080000'],
    ['2024-02-29T00:00:00+07:00', '20240229000000'],
    ['2023-06-05T08:15:00.000+07:00', '20230605081500'],
    ['0099-01-01T00:00:00Z', '00990101070000'],
  ] as const) {
    t.strictSame(encode(instant), { native: { A: wire }, violations: [], losses: [] }, instant)
  }
  t.strictSame(decode('20230605081500'), { canonical: { a: '2023-06-05T08:15:00+07:00' }, violations: [] })
})

t.test('datetime records what it drops', async t => {
  const { encode } = field('datetime(yyyyMMddHHmmss)')
  for (const instant of ['2023-06-05T08:15:00.5+07:00', '2023-06-30T23:59:60Z']) {
    t.match(encode(instant).losses, [{ canonical: '/a', native: '/A', codec: 'datetime' }], instant)
  }
})

t.test('datetime refuses what is no instant, both ways', async t => {
  const { encode, decode } = field('datetime(yyyyMMddHHmmss)')
  for (const wrong of [
    '2023-06-05',
    '2023-06-05T08:15:00',
    '2023-02-29T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-06-05T24:00:00Z',
    '9999-12-31T23:00:00Z',
    '',
    'hôm nay',
    5,
    {},
  ]) {
    t.match(encode(wrong), { native: { A: undefined }, violations: [{ pointer: '/a' }] }, String(wrong))
  }
  for (const wrong of ['2023060508150', '20230230000000', '20230605081560', 'null']) {
    t.match(decode(wrong), { canonical: { a: undefined }, violations: [{ pointer: '/A' }] }, wrong)
  }
})

t.test('datetime takes other spellings, and says when they cannot hold the time', async t => {
  t.strictSame(field('datetime("dd/MM/yyyy HH:mm:ss")').encode('2023-06-05T01:15:09Z').native, {
    A: '05/06/2023 08:15:09',
  })
  t.notOk(field('datetime(yyyyMMddHHmmss)').lossy)
  t.ok(field('datetime(yyyyMMdd)').lossy)
})

t.test('absent spells what is not there, and reads null and missing alike', async t => {
  const { encode, decode } = field('absent("")')
  t.strictSame(encode(undefined).native, { A: '' })
  t.strictSame(encode(null).native, { A: '' })
  t.strictSame(encode('x').native, { A: 'x' })
  for (const nothing of ['', null, undefined]) t.strictSame(decode(nothing).canonical, {})
})

t.test('codecs run left to right when encoding, right to left when decoding', async t => {
  const { encode, decode } = field('flag(red,blue) table(colour) absent("-")')
  t.strictSame(
    [true, false, undefined].map(value => encode(value).native),
    [{ A: '1' }, { A: '2' }, { A: '-' }],
  )
  t.strictSame(
    ['1', '2', '-'].map(value => decode(value).canonical),
    [{ a: true }, { a: false }, {}],
  )
})

t.test('a word or code outside its table is an error that shows neither', async t => {
  const { encode, decode } = field('table(colour)')
  t.strictSame(encode('secret').violations, [
    {
      pointer: '/a',
      message: {
        vi: 'không có trong bảng mã colour (đang là chuỗi 6 ký tự) (ứng với /A)',
        en: 'is not in the code table colour (is text of 6 characters) (stands for /A)',
      },
    },
  ])
  t.match(decode('secret').violations, [{ pointer: '/A' }])
  t.strictSame(decode(1).canonical, { a: 'red' }, 'a code may arrive as a number')
})

t.test('codes may go out as numbers, unless that would make them others', async t => {
  const { encode, decode } = field('table(colour, number)')
  t.strictSame(encode('red').native, { A: 1 })
  t.strictSame([decode(1).canonical, decode('1').canonical], [{ a: 'red' }, { a: 'red' }])
  t.match(encode('secret').violations, [{ pointer: '/a' }])
  t.throws(() => field('table(padded, number)'), /tables\/padded\.csv: code "01" is no whole number/)
})

t.test('two words with one code decode to the first, and the table is not called lossless', async t => {
  const { encode, decode, lossy } = field('table(shade)')
  t.strictSame(encode('black').native, { A: '1' })
  t.strictSame(decode('1').canonical, { a: 'dark' })
  t.ok(lossy)
})

t.test('flag writes the given spelling and reads it in any case', async t => {
  const { encode, decode } = field('flag(True,False)')
  t.strictSame([encode(true).native, encode(false).native], [{ A: 'True' }, { A: 'False' }])
  t.strictSame(
    ['TRUE', true, 'false', false].map(value => decode(value).canonical.a),
    [true, true, false, false],
  )
  t.match(encode('True').violations, [{ pointer: '/a' }])
  t.match(decode('yes').violations, [{ pointer: '/A' }])
})

t.test('max cuts by code points, ends in an ellipsis inside the limit, and records the loss', async t => {
  const { encode } = field('max(5)')
  t.strictSame(encode('đủ rồi').native, { A: 'đủ r…' })
  t.strictSame(encode('năm 5').native, { A: 'năm 5' })
  t.strictSame(encode('😀😀😀😀😀'), { native: { A: '😀😀😀😀😀' }, violations: [], losses: [] })
  t.match(encode('😀😀😀😀😀😀'), {
    native: { A: '😀😀😀😀…' },
    losses: [{ canonical: '/a', native: '/A', codec: 'max(5)' }],
  })
})

t.test('url percent-encodes a path once', async t => {
  const { encode } = field('url')
  for (const [given, sent] of [
    [
      'https://h.example/Đơn đề nghị.pdf',
      'https://h.example/%C4%90%C6%A1n%20%C4%91%E1%BB%81%20ngh%E1%BB%8B.pdf',
    ],
    ['https://h.example/a%20b.pdf?x=1&y=é#p', 'https://h.example/a%20b.pdf?x=1&y=%C3%A9#p'],
    ['http://h.example/100%.pdf', 'http://h.example/100%25.pdf'],
    ['https://h.example', 'https://h.example'],
    ['https://cổng.example/a', 'https://xn--cng-qmz.example/a'],
  ] as const) {
    t.strictSame(encode(given).native, { A: sent }, given)
    t.strictSame(encode(sent).native, { A: sent }, 'twice')
  }
  for (const wrong of ['ftp://h/x', 'javascript:alert(1)', '/x', 'https://', 'https://h/\ud800', 7]) {
    t.match(encode(wrong).violations, [{ pointer: '/a' }], String(wrong))
  }
})

t.test('text, const, default, required, nfc, trim', async t => {
  t.strictSame(field('text').encode(50000).native, { A: '50000' })
  t.strictSame(field('text').decode('50000').canonical, { a: 50000 })
  t.match(field('text').encode(1.5).violations, [{ pointer: '/a' }])
  t.match(field('text').decode('12 000').violations, [{ pointer: '/A' }])
  t.strictSame(field('const("2")').encode('x').native, { A: '2' })
  t.strictSame(field('const("2")').decode('2').canonical, {})
  t.strictSame(field('default(false) flag(1,0)').encode(undefined).native, { A: '0' })
  t.match(field('required').encode(undefined).violations, [{ pointer: '/a', message: { vi: /bắt buộc/ } }])
  t.match(field('required').encode('').violations, [{ pointer: '/a' }])
  t.strictSame(field('nfc trim').encode(' e\u0302 ').native, { A: 'ê' })
})

t.test('unbase64 changes no byte of what was signed, and takes nothing that is no text', async t => {
  const { encode, decode } = field('unbase64')
  // A byte order mark, CRLF, letters that are not composed: what a signature covers.
  const signed = '\uFEFF<a>\r\n e\u0302 </a>'
  const bytes = Buffer.from(signed).toString('base64')
  t.strictSame(encode(bytes).native, { A: signed })
  t.strictSame(decode(signed).canonical, { a: bytes })
  for (const wrong of ['x', 'PGEvPg', 'PGE vPg==', '/w==', 'QR==', 7]) {
    t.match(encode(wrong).violations, [{ pointer: '/a' }], String(wrong))
  }
})
