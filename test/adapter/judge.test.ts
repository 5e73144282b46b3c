import fc from 'fast-check'
import t from 'tap'
import { judge } from '../../src/adapter/judge.ts'
import { maskSentence } from '../../src/adapter/mask.ts'
import { observe } from '../../src/adapter/observe.ts'
import type { Observed } from '../../src/adapter/observed.ts'
import type { Comparison, Rule } from '../../src/adapter/outcome.ts'
import { readingOf } from '../../src/adapter/reading.ts'

const now = new Date('2026-01-05T08:00:00Z')
const plain = readingOf({ kind: 'http', base: 'http://127.0.0.1' })
const text = { vi: 'Lỗi', en: 'Error' }

function reply(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return observe(
    { event: 'answer', status, headers, body: bytes },
    { ...plain, unwrap: [{ at: '/message', as: 'json' }] },
    now,
  )
}

function verdict(
  rules: readonly Rule[],
  body: unknown,
  options: { asks?: boolean; secrets?: string[] } = {},
) {
  const sent = { standing: 'absent', sensitive: () => options.secrets ?? [] } as const
  return judge(reply(body), sent, {
    rules,
    asks: options.asks ?? false,
    names: () => new Set(['MaTTHC', 'NgayHenTra']),
  })
}

const matches = (at: Comparison, body: unknown, outcome: Rule['outcome'] = 'refused') =>
  verdict([{ id: 'it', when: { at: [at] }, outcome }], body).rule === 'it'

t.test('numbers: 0, "0", "00" and " 0 " are one; empty, null and absent are none', async t => {
  for (const zero of [0, '0', '00', ' 0 ', '0.0', '-0'])
    t.ok(matches({ pointer: '/c', number: 0 }, { c: zero }), `${zero}`)
  for (const other of ['', ' ', null, false, [], {}, '0x', 'OK', 1, '-3', undefined]) {
    t.notOk(matches({ pointer: '/c', number: 0 }, { c: other }), JSON.stringify(other))
  }
  t.ok(matches({ pointer: '/c', number: [3, -3] }, { c: '-3' }))
})

t.test('phrases are found whatever their case or composition', async t => {
  const at = { pointer: '/m', contains: ['Đã Tồn Tại'] }
  t.ok(matches(at, { m: 'Hồ sơ ĐÃ TỒN TẠI'.normalize('NFD') }))
  t.notOk(matches(at, { m: 'Hồ sơ da ton tai' }))
  t.notOk(matches({ pointer: '/m', contains: [] }, { m: 'x' }))
  t.ok(
    verdict([{ id: 'it', when: { text: 'thành công' }, outcome: 'delivered' }], 'Cập nhật THÀNH CÔNG')
      .rule === 'it',
  )
})

t.test('filled and equals', async t => {
  for (const empty of [undefined, null, '', '  ', [], {}]) {
    t.notOk(matches({ pointer: '/r', filled: true }, { r: empty }))
    t.ok(matches({ pointer: '/r', filled: false }, { r: empty }))
  }
  t.ok(matches({ pointer: '/r', filled: true }, { r: [0] }))
  t.ok(matches({ pointer: '/r', equals: ['OK', 'SUCCESS'] }, { r: ' OK ' }))
  t.notOk(matches({ pointer: '/r', equals: 'OK' }, { r: 'ok' }))
})

t.test('success must hold in every layer that speaks of it, anything else in one', async t => {
  const layers = (outer: unknown, inner: unknown) => ({ c: outer, message: JSON.stringify({ c: inner }) })
  const zero = { pointer: '/c', number: 0 }
  t.ok(matches(zero, layers(0, 0), 'delivered'))
  t.notOk(matches(zero, layers(0, 1), 'delivered'))
  t.notOk(matches(zero, layers(1, 0), 'delivered'))
  t.ok(matches(zero, layers(undefined, 0), 'delivered'))
  t.ok(matches(zero, layers(0, undefined), 'delivered'))
  t.ok(matches({ pointer: '/c', number: 7 }, layers(0, 7)))
  t.ok(matches({ pointer: '/c', number: 7 }, layers(7, 0)))
})

t.test('the platform’s code is found where it stands, in the detail of a fault as well', async t => {
  const fault = { code: 'soap:Server', subcodes: [], text: '', actor: '', detail: { Loi: { Ma: 'E500' } } }
  const judging = { rules: [], asks: false, code: ['/KetQua/MaLoi', '/Loi/Ma'] }
  const sent = { standing: 'absent', sensitive: () => [] } as const
  const bare = {
    event: 'answer',
    headers: {},
    json: false,
    xml: true,
    text: '',
    attachments: [],
    bytes: 0,
  } as const
  const codeOf = (more: Partial<Observed>) =>
    judge({ ...bare, layers: [], ...more }, sent, judging).nativeCode
  t.equal(codeOf({ layers: [{ fault }], fault }), 'E500')
  t.equal(codeOf({ layers: [{ KetQua: { MaLoi: '02' } }] }), '02')
  t.equal(codeOf({ fault: { ...fault, detail: undefined } }), 'soap:Server')
})

t.test('text that is no JSON object stays text', async t => {
  for (const message of ['Thành công', '[1]', '"x"', '{', '0']) {
    t.ok(matches({ pointer: '/message', contains: message }, { message }), message)
  }
})

t.test('the first rule that matches decides; none: unknown, never success', async t => {
  const rules: Rule[] = [
    { id: 'one', when: { json: true, at: [{ pointer: '/a', filled: true }] }, outcome: 'refused' },
    { id: 'two', when: { json: true }, outcome: 'retry' },
  ]
  t.match(verdict(rules, { a: 1 }), { rule: 'one', kind: 'refused' })
  t.match(verdict(rules, { b: 1 }), { rule: 'two', kind: 'retry' })
  t.match(verdict(rules, 'x'), {
    rule: 'no-rule',
    kind: 'unknown',
    owner: 'upstream',
    code: 'platform-answer-unknown',
  })
  t.match(
    verdict(rules, 'x', { asks: true }),
    { rule: 'no-rule', kind: 'retry' },
    'an ask can simply be repeated',
  )
})

t.test('no answer whatever is a success unless a rule looked into it', async () => {
  const rules: Rule[] = [
    {
      id: 'ok',
      when: { status: [200, 299], at: [{ pointer: '/error_code', number: 0 }] },
      outcome: 'delivered',
    },
  ]
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), fc.constant('')), body => {
      let parsed: { error_code?: unknown } | undefined
      try {
        parsed = JSON.parse(body)
      } catch {
        parsed = undefined
      }
      return verdict(rules, body).kind === 'unknown' || Number(parsed?.error_code) === 0
    }),
  )
})

t.test('Retry-After in seconds and as a date, never longer than a day', async t => {
  const after = (value: string) => reply('', 429, { 'retry-after': value }).retryAfterSeconds
  t.equal(after('7'), 7)
  t.equal(after('Mon, 05 Jan 2026 08:01:30 GMT'), 90)
  t.equal(after('999999999'), 86_400)
  for (const nothing of ['0', '-5', 'soon', 'Mon, 05 Jan 2026 07:00:00 GMT'])
    t.equal(after(nothing), undefined, nothing)
})

t.test('what was kept back waits as long as it was told to', async t => {
  const reply = { event: 'unsent', cause: 'CIRCUIT_OPEN', retryAfterSeconds: 7 } as const
  const observed = observe(reply, readingOf({ kind: 'http', base: '' }), new Date(0))
  const verdict = judge(observed, { standing: 'absent', sensitive: () => [] }, { rules: [], asks: false })
  t.match(verdict, { kind: 'retry', code: 'platform-spared', retryAfterSeconds: 7 })
})

t.test('of a sentence that a rule mentions, only field names are shown', async t => {
  const rule: Rule = {
    id: 'it',
    when: { json: true },
    outcome: 'refused',
    title: text,
    fix: text,
    mentions: '/m',
  }
  const said = { m: 'Nguyễn Văn Mẫu: MaTTHC sai, NgayHenTra trống, MaTTHC sai, MaKhac' }
  t.equal(verdict([rule], said).message?.vi, 'Lỗi. Câu trả lời nhắc tới: MaTTHC, NgayHenTra. Lỗi')
  t.equal(verdict([rule], { m: 'Nguyễn Văn Mẫu' }).message?.en, 'Error. Error')
})

t.test('a sentence that a rule quotes is masked all the same', async t => {
  const rule: Rule = {
    id: 'it',
    when: { json: true },
    outcome: 'refused',
    title: text,
    fix: text,
    quote: '/m',
  }
  const secrets = ['NGUYỄN VĂN ĐỖ', 'abc-session']
  const said = {
    m: 'Ông nguyen van do (Nguyễn Văn Đỗ), 099 000 000 001, a.b@c.vn, abc-session: sai mã 1.000001',
  }
  t.equal(
    verdict([rule], said, { secrets }).message?.en,
    'Error. “Ông ••• (•••), •••, •••, •••: sai mã 1.000001”. Error',
  )
})

t.test('whatever stands around it, a secret never gets through the mask', async () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.stringMatching(/^[a-z]{3,12}$/), (before, after, secret) => {
      const masked = maskSentence(`${before}${secret.toUpperCase()}${after}`, [secret])
      return !masked.toLowerCase().replaceAll('•••', ' ').includes(secret)
    }),
  )
})
