import fc from 'fast-check'
import t from 'tap'
import { isXmlType, readContentType } from '../../../src/adapter/mime/content-type.ts'
import { MimeFault } from '../../../src/adapter/mime/fault.ts'
import { readMultipart } from '../../../src/adapter/mime/multipart.ts'
import { writeMultipart } from '../../../src/adapter/mime/write.ts'

const type = readContentType('multipart/related; boundary=b; start="<r@x>"')
const lines = (...all: string[]) => Buffer.from(all.join('\r\n'))

function reasonOf(body: Buffer, contentType = readContentType('multipart/related; boundary=b')): string {
  try {
    readMultipart(contentType, body)
    return 'read'
  } catch (error) {
    return error instanceof MimeFault ? error.reason : `threw ${error}`
  }
}

t.test('content types', async t => {
  const read = readContentType('Text/XML; charset="utf-8" ; Boundary="a\\"b"; boundary=c')
  t.equal(read.type, 'text/xml')
  t.equal(read.parameters.get('boundary'), 'a"b')
  for (const none of [undefined, '', 'x', 'a/b/c', '\u0000'])
    t.equal(readContentType(none).type, '', String(none))
  t.ok(['text/xml', 'application/xml', 'application/soap+xml', 'application/xop+xml'].every(isXmlType))
  t.notOk(['text/html', 'application/json', 'text/xml-patch', 'application/xmlx'].some(isXmlType))
})

t.test('the root is the part that start names; encodings are undone', async t => {
  const body = lines(
    'a preamble',
    '--b',
    'Content-ID: <a@x>',
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: BASE64',
    '',
    'SGVs',
    'bG8=',
    '--b  ',
    'content-type: text/xml;',
    ' charset=utf-8',
    'content-id: <r@x>',
    '',
    '<r/>',
    '--b',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'a=3Db=',
    'c',
    '--b--',
    'an epilogue',
  )
  const { root, attachments } = readMultipart(type, body)
  t.equal(root.bytes.toString(), '<r/>')
  t.equal(root.type.parameters.get('charset'), 'utf-8')
  t.strictSame(
    attachments.map(({ id, bytes }) => [id, bytes.toString()]),
    [
      ['a@x', 'Hello'],
      ['', 'a=bc'],
    ],
  )
})

t.test('what is malformed is refused with a reason', async t => {
  const table: readonly (readonly [Buffer, string])[] = [
    [Buffer.from(''), 'unfinished'],
    [Buffer.from('words'), 'unfinished'],
    [lines('--b', '', 'x'), 'unfinished'],
    [lines('--b', '', 'x', '--bb--'), 'boundary'],
    [lines('--b', 'no head', '', 'x', '--b--'), 'head'],
    [lines('--b', 'A: 1', 'x', '--b--'), 'head'],
    [lines('--b', `A: ${'x'.repeat(20_000)}`, '', 'x', '--b--'), 'head'],
    [lines('--b', 'Content-Transfer-Encoding: base64', '', '****', '--b--'), 'base64'],
    [lines('--b', 'Content-Transfer-Encoding: base64', '', 'AAA', '--b--'), 'base64'],
    [lines('--b', 'Content-Transfer-Encoding: quoted-printable', '', '=ZZ', '--b--'), 'quoted-printable'],
    [lines('--b', 'Content-Transfer-Encoding: zip', '', 'x', '--b--'), 'transfer-encoding'],
    [lines('--b', 'Content-ID: <a>', '', 'x', '--b', 'Content-ID: <a>', '', 'y', '--b--'), 'content-id'],
    [lines('--b--'), 'root'],
    [lines(...Array.from({ length: 200 }, () => '--b\r\n\r\nx'), '--b--'), 'too-many-parts'],
    [Buffer.from('--b\n\nx\n--b--'), 'boundary'],
  ]
  for (const [body, reason] of table)
    t.equal(reasonOf(body), reason, JSON.stringify(body.toString().slice(0, 40)))
  t.equal(reasonOf(lines('--b', '', 'x', '--b--'), type), 'root', 'start names no part')
  for (const boundary of ['', '"a\\"b"', `"${'x'.repeat(71)}"`, '"a "'])
    t.equal(
      reasonOf(lines(), readContentType(`multipart/related; boundary=${boundary}`)),
      'boundary',
      boundary,
    )
})

t.test('a body full of boundaries and line ends is refused in linear time', async t => {
  for (const piece of ['\r\n--b', '--b\r\n', '\r\n\r\n', '=\r\n', '\r\n--b\r\nA:']) {
    const start = performance.now()
    reasonOf(Buffer.from(piece.repeat(Math.ceil(8_000_000 / piece.length))))
    t.ok(
      performance.now() - start < 2000,
      `${JSON.stringify(piece)}: ${Math.round(performance.now() - start)} ms`,
    )
  }
})

t.test('what is written is read back; whatever the bytes, there is an answer', async () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      const { contentType, bytes } = writeMultipart({ type: 'text/xml', bytes: Buffer.from(a) }, [
        { id: 'x1', type: 'application/pdf', bytes: Buffer.from(b) },
      ])
      const { root, attachments } = readMultipart(readContentType(contentType), bytes)
      const [only] = attachments
      return root.bytes.equals(a) && only?.id === 'x1' && only.bytes.equals(b) && attachments.length === 1
    }),
  )
  const piece = fc.constantFrom(
    '--b',
    '--',
    '\r\n',
    'Content-ID: <a>',
    ':',
    'x',
    '=',
    '\u0000',
    'Content-Transfer-Encoding: base64',
  )
  fc.assert(fc.property(fc.array(piece), list => !reasonOf(Buffer.from(list.join(''))).startsWith('threw')))
})
