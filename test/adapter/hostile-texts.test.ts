import t from 'tap'
import { checkFiles } from '../../src/adapter/bundle/files.ts'
import { redactor } from '../../src/adapter/egress/redact.ts'
import { judge } from '../../src/adapter/judge.ts'
import { Run } from '../../src/adapter/mapping/run.ts'
import { maskSentence } from '../../src/adapter/mask.ts'
import { readContentType } from '../../src/adapter/mime/content-type.ts'
import { readMultipart } from '../../src/adapter/mime/multipart.ts'
import { observe } from '../../src/adapter/observe.ts'
import { readingOf } from '../../src/adapter/reading.ts'
import { settingsViolations } from '../../src/adapter/settings.ts'
import { parseJson as door } from '../../src/api/json-body.ts'
import { pilesUpMarks, toNfc } from '../../src/contract/nfc.ts'

// Each of these held the event loop for minutes, or filled the memory, before it was bounded: no test here is timed,
// but none of them would end.
const marks = `a${'\u0315\u0300'.repeat(400_000)}`
const now = new Date('2026-01-05T08:00:00Z')
const plain = readingOf({ kind: 'http', base: 'http://127.0.0.1' })
const soap = readingOf({ kind: 'soap', base: 'http://127.0.0.1', soapVersion: '1.1' } as never)

function answer(body: Buffer | string, type: string) {
  const headers = { 'content-type': type }
  return { event: 'answer', status: 200, headers, body: Buffer.from(body as string) } as const
}

t.test('text composes whatever its length, and marks piled up stay as they are', async t => {
  const name = 'Nguyễn Thị Đào '.repeat(1000)
  t.equal(toNfc(name.normalize('NFD')), name)
  t.notOk(pilesUpMarks(name.normalize('NFD')))
  t.equal(toNfc(marks), marks)
})

t.test('marks piled up: an answer is judged, a bundle and a body are refused', async t => {
  const observed = observe(answer(JSON.stringify({ message: marks }), 'application/json'), plain, now)
  const rules = Array.from({ length: 5 }, (_, number) => ({
    id: `rule-${number}`,
    when: { text: 'đã tồn tại', at: [{ pointer: '/message', contains: 'đã có' }] },
    outcome: 'refused' as const,
  }))
  t.match(judge(observed, { standing: 'absent', sensitive: () => [] }, { rules, asks: false }), {
    kind: 'unknown',
  })
  t.throws(() => checkFiles([['adapter.json', marks]]), { code: 'adapter-invalid' })
  t.throws(() => door(Buffer.from(JSON.stringify({ name: marks }))), { code: 'body-malformed' })
  const escaped = `{"name":"a${'\\u0315\\u0300'.repeat(100_000)}"}`
  t.throws(() => door(Buffer.from(escaped)), { code: 'body-malformed' })
})

t.test('an endless sentence is masked as far as it is looked at', async t => {
  const secret = 'Nguyễn Văn An'
  const masked = maskSentence(`${secret} ${'x'.repeat(4_000_000)}`, [secret, 'y'.repeat(5_000_000)])
  t.match(masked, /^••• x+…$/)
  t.equal(masked.length, 300)
  // What stands at the cut is not shown, however short everything before it becomes.
  t.equal(maskSentence('0123456789 '.repeat(500), []), '•••')
  t.equal(maskSentence(`${secret.repeat(307)}${secret}`, [secret]), '•••')
})

t.test('white space in quoted-printable is read in one go', async t => {
  const body = Buffer.from(
    `--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${' '.repeat(200)}= \r\n${' '.repeat(500_000)}=41\r\n--b--`,
  )
  const { root } = readMultipart(readContentType('multipart/related; boundary=b'), body)
  t.equal(root.bytes.length, 500_201)
})

t.test('one part included a thousand times is refused, a few times is read', async t => {
  const multipart = (times: number) => {
    const envelope =
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:x="http://www.w3.org/2004/08/xop/include">' +
      `<e:Body><r>${'<d><x:Include href="cid:p"/></d>'.repeat(times)}</r></e:Body></e:Envelope>`
    const head = `--b\r\nContent-Type: text/xml\r\n\r\n${envelope}\r\n--b\r\nContent-ID: <p>\r\n\r\n`
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(3_000_000, 1), Buffer.from('\r\n--b--')])
    return { ...answer('', 'multipart/related; boundary=b'), body }
  }
  t.equal(observe(multipart(3), soap, now).ruled, undefined)
  t.match(observe(multipart(3000), soap, now).ruled, {
    final: true,
    outcome: { kind: 'unknown', code: 'platform-answer-malformed' },
  })
})

t.test('JSON nested without end is no JSON', async t => {
  const nested = (depth: number) => `{"a":"]\\"}","b":${'['.repeat(depth)}${']'.repeat(depth)}}`
  t.equal(observe(answer(nested(100), 'application/json'), plain, now).json, true)
  const deep = observe(answer(nested(1_000_000), 'application/json'), plain, now)
  t.match(deep, { json: false, layers: [] })
})

t.test('a hundred thousand faults of one message are listed', async t => {
  const run = new Run(false, {}, { canonical: [['a']], native: [['b']] } as never)
  for (let index = 0; index < 100_000; index++) run.fail({ vi: 'sai', en: 'wrong' }, index)
  t.equal(run.violations.length, 100_000)
})

t.test('a pattern of settings that never ends does not match', async t => {
  const manifest = (pattern: string) =>
    ({
      id: 'x',
      settings: {
        type: 'object',
        additionalProperties: false,
        properties: { code: { type: 'string', pattern, default: `${'a'.repeat(60)}!` } },
      },
    }) as never
  for (const endless of ['^(a+)+$', '^(a|a)*$', `^${'a?'.repeat(60)}${'a'.repeat(61)}$`])
    t.match(settingsViolations(manifest(endless), {}), [{ pointer: '/code' }], endless.slice(0, 20))
  t.same(settingsViolations(manifest('^a+!$'), {}), [])
  t.match(settingsViolations(manifest('^H\\d+$'), { code: 'x' }), [{ pointer: '/code' }])
})

t.test('a secret in a path is found in every spelling', async t => {
  const secret = 'p@ss word/1'
  const redact = redactor([secret, '/../..'])
  t.equal(redact(new URL(`http://h99.example/${secret}/x`).pathname), '/•••/x')
  t.equal(redact(new URL(`http://h99.example/${encodeURIComponent(secret)}/x`).pathname), '/•••/x')
})
