import t from 'tap'
import { type Answer, aDossier, Caller, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const agency = await api.caller('H99')
const code = newCode()
await agency.call('PUT', `/v1/dossiers/${code}`, { body: aDossier() })

const bill = (changes: Record<string, unknown> = {}) => ({
  dossier: code,
  kind: 'fee',
  amount: 50_000,
  narrative: 'Lệ phí hồ sơ mẫu',
  payer: { name: 'NGUYỄN VĂN MẪU', personalId: '099085000001', ip: '203.0.113.10' },
  lines: [
    { kind: 'fee', code: 'LP01', name: 'Lệ phí', amount: 30_000 },
    { kind: 'charge', code: 'P01', name: 'Phí', amount: 20_000 },
  ],
  beneficiary: { account: '0000000000', bank: 'NHMAU', name: 'Don vi Mau' },
  ...changes,
})
const pay = (body: unknown = bill(), key?: string, caller = agency) =>
  caller.call('POST', '/v1/payments', { body, headers: key === undefined ? {} : { 'Idempotency-Key': key } })
const sandbox = new Caller(api.sandboxUrl)
const control = (reference: unknown, act: string) =>
  sandbox.call('POST', `/payment-platform/control/${reference}`, { body: { act } })
const script = (...faults: string[]) =>
  sandbox.call('PUT', '/_sandbox/payment-platform/script', { body: faults })
const transactions = async () =>
  (await sandbox.get('/_sandbox/payment-platform')).body.transactions as unknown[]

t.test('a payment is created at the platform and answers with the page where the citizen pays', async t => {
  const { status, body } = await pay()
  t.equal(status, 201)
  t.match(body, { dossier: code, adapter: 'payment-platform', kind: 'fee', amount: 50_000, state: 'open' })
  t.match(body.reference, /^lt\d{6}[0-9a-hjkmnp-tv-z]{12}$/)
  const page = await fetch(String(body.url))
  t.equal(page.status, 200)
  t.match(await page.text(), /50\.000 đồng/)
  const seen = await agency.get(`/v1/payments/${body.reference}`)
  t.same(seen.body, body)
})

t.test('what does not add up, or is not ours, creates nothing', async t => {
  const before = (await transactions()).length
  const wrong = isProblem(t, await pay(bill({ amount: 50_001 })), 'body-invalid', 422)
  t.match(wrong.violations, [{ pointer: '/amount' }])
  for (const body of [bill({ amount: 0 }), bill({ lines: [] }), bill({ kind: 'fine' }), bill({ extra: 1 })])
    isProblem(t, await pay(body), 'body-invalid', 422)
  isProblem(t, await pay(bill({ dossier: newCode() })), 'dossier-unknown', 404)
  isProblem(t, await pay(bill(), undefined, await api.caller('H99.77')), 'dossier-unknown', 404)
  isProblem(t, await pay(bill({ adapter: 'national-portal' })), 'payment-platform-missing', 503)
  const reader = await api.caller('H99', ['payments:read'])
  isProblem(t, await pay(bill(), undefined, reader), 'operation-forbidden', 403)
  t.equal((await transactions()).length, before)
})

t.test(
  'the same key gets the same payment, and a lost answer is made good under the same reference',
  async t => {
    const before = (await transactions()).length
    await script('dropAfter')
    isProblem(t, await pay(bill(), 'k-1'), 'ask-unavailable', 503)
    const again = await pay(bill(), 'k-1')
    t.match(again, { status: 200, body: { state: 'open', url: /^http/ } })
    t.same((await pay(bill(), 'k-1')).body, again.body)
    t.equal((await transactions()).length, before + 1, 'one transaction at the platform')
    isProblem(t, await pay(bill({ narrative: 'khác' }), 'k-1'), 'idempotency-mismatch', 422)
  },
)

t.test('two calls of one key at once never make two payments', async t => {
  const before = (await transactions()).length
  const answers = await Promise.all([pay(bill(), 'k-2'), pay(bill(), 'k-2'), pay(bill(), 'k-2')])
  t.ok(answers.some(({ status }) => status === 201))
  t.ok(answers.every(({ status }) => status < 300 || status === 409))
  t.equal((await transactions()).length, before + 1)
})

t.test('no receipt before it is paid; another agency sees nothing', async t => {
  const { body } = await pay()
  isProblem(t, await agency.get(`/v1/payments/${body.reference}/receipt`), 'payment-unpaid', 409)
  isProblem(t, await agency.get('/v1/payments/lt000000000000000000'), 'payment-unknown', 404)
  const other = await api.caller('H99.77')
  isProblem(t, await other.get(`/v1/payments/${body.reference}`), 'payment-unknown', 404)
})

t.test('neither log nor clear columns of the ledger hold payer, account or address', async t => {
  await pay()
  const rows = await api.database.query(
    `SELECT to_jsonb(p) - 'bill' - 'url' AS clear FROM payments p UNION ALL SELECT to_jsonb(a) - 'question' FROM asks a`,
  )
  const shown = JSON.stringify(rows) + api.lines.join('\n')
  for (const secret of [
    'MẪU',
    '099085000001',
    '203.0.113.10',
    '0000000000',
    'sandbox-secret',
    '/payment-platform/pay/',
  ])
    t.notOk(shown.includes(secret), secret)
})
