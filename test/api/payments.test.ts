import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { aDossier, Caller, isProblem, newCode, startApi } from './support.ts'

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

const stateOf = async (reference: unknown) => (await agency.get(`/v1/payments/${reference}`)).body
const eventsOf = async (reference: unknown) => {
  const { events } = (await agency.get(`/v1/dossiers/${code}`)).body as {
    events: { type: string; data: { reference: string } }[]
  }
  return events.filter(({ data }) => data.reference === reference).map(({ type }) => type)
}

t.test('the citizen pays: the platform tells, the dossier shows it, the receipt is there', async t => {
  const { body } = await pay()
  const page = await fetch(`${body.url}/yes`, { method: 'POST', redirect: 'manual' })
  t.equal(page.status, 303)
  const paid = await stateOf(body.reference)
  t.match(paid, { state: 'paid', transaction: /^GD/, bank: 'NHMAU', toldBy: 'callback', url: undefined })
  t.same(await eventsOf(body.reference), ['payment.confirmed'])
  const { payments } = (await agency.get(`/v1/dossiers/${code}/payments`)).body as { payments: object[] }
  t.same(payments[0], paid)
  const receipt = await agency.get(`/v1/payments/${body.reference}/receipt`)
  t.equal(receipt.headers.get('content-type'), 'application/pdf')
  t.match(receipt.text, /^%PDF-1\.4/)
  t.match(receipt.text, String(body.reference))
})

t.test('a repeated confirmation is answered "00" and changes nothing', async t => {
  const { body } = await pay()
  t.match((await control(body.reference, 'pay')).body, { status: 200, answer: { MaLoi: '00' } })
  const before = await stateOf(body.reference)
  t.match((await control(body.reference, 'repeat')).body, { status: 200, answer: { MaLoi: '00' } })
  t.same(await stateOf(body.reference), before)
  t.same(await eventsOf(body.reference), ['payment.confirmed'])
})

t.test('a forged confirmation, and one of another amount, pay nothing and are seen', async t => {
  const { body } = await pay()
  t.match((await control(body.reference, 'forge')).body, { status: 200, answer: { MaLoi: '99' } })
  t.match(await stateOf(body.reference), { state: 'open' })
  const { body: other } = await pay()
  t.match((await control(other.reference, 'short')).body, { answer: { MaLoi: '99', MoTaLoi: '/amount' } })
  t.match(await stateOf(other.reference), { state: 'open' })
  t.same([...(await eventsOf(body.reference)), ...(await eventsOf(other.reference))], [])
  t.equal(api.lines.filter(line => line.includes('security event')).length, 2)
})

t.test('what failed is not paid, and may be paid after all', async t => {
  const { body } = await pay()
  t.match((await control(body.reference, 'fail')).body, { answer: { MaLoi: '00' } })
  t.match(await stateOf(body.reference), { state: 'failed', refusal: 'code 24', url: /^http/ })
  await control(body.reference, 'pay')
  t.match(await stateOf(body.reference), { state: 'paid' })
  t.same(await eventsOf(body.reference), ['payment.failed', 'payment.confirmed'])
})

t.test('the portal learns what is payable, and that nothing is', async t => {
  const lookup = (dossier: string) =>
    new Caller(api.url).call('POST', '/platforms/payment-platform/payment.lookup', {
      body: { MaHoSo: dossier },
    })
  const owing = newCode()
  await agency.put(owing, aDossier())
  t.same((await lookup(owing)).body, { error_code: 0, message: [] })
  t.same((await lookup(newCode())).body, { error_code: -1, message: [] })
  const { body } = await pay(bill({ dossier: owing }))
  const due = (await lookup(owing)).body
  t.match(due, { error_code: 1, message: { MaHoSo: owing, transaction_id: body.reference, MaDichVu: '2' } })
  t.notMatch(JSON.stringify(due), /203\.0\.113/)
  await control(body.reference, 'pay')
  t.same((await lookup(owing)).body, { error_code: 0, message: [] })
})

t.test('an agency that still has KeyPay pays there, under its two keys', async t => {
  const elsewhere = newCode('H99.90')
  await agency.put(elsewhere, aDossier({ agency: { code: 'H99.90', name: 'Sở Ví dụ' } }))
  const { status, body } = await pay(bill({ dossier: elsewhere, adapter: 'keypay' }))
  t.equal(status, 201)
  t.match(body, { adapter: 'keypay', state: 'open', url: /\/keypay\/pay\/lt/ })
  const act = (word: string) =>
    sandbox.call('POST', `/keypay/control/${body.reference}`, { body: { act: word } })
  t.match((await act('forge')).body, { answer: { return_code: -1 } })
  t.match(await stateOf(body.reference), { state: 'open' })
  t.match((await act('pay')).body, { answer: { return_code: 0 } })
  t.match((await act('pay')).body, { answer: { return_code: 0 } })
  t.match(await stateOf(body.reference), { state: 'paid', transaction: /^KP/, toldBy: 'callback' })
  isProblem(t, await agency.get(`/v1/payments/${body.reference}/receipt`), 'exchange-unknown', 404)
})

t.test('an admin reads what the night found; a day without is told as that', async t => {
  const { body: session } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
  const admin = new Caller(api.url, String(session.token))
  isProblem(t, await admin.get('/admin/v1/reconciliations/2020-01-01'), 'reconciliation-unknown', 404)
  t.equal((await admin.get('/admin/v1/reconciliations/gestern')).status, 400)
  isProblem(t, await agency.get('/admin/v1/reconciliations/2020-01-01'), 'admin-session-required', 401)
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

/** Of the one agency that the sandbox's KeyPay serves. */
const atKeyPay = newCode('H99.90')
await agency.put(atKeyPay, aDossier({ agency: { code: 'H99.90', name: 'Sở Ví dụ' } }))

t.test(
  'money goes back through its platform, never more than was paid, and once however often it is said',
  async t => {
    const kp = await pay(bill({ dossier: atKeyPay, adapter: 'keypay' }))
    t.equal(kp.status, 201)
    const { reference } = kp.body
    const refund = (amount: number, key: string, of = reference, caller = agency) =>
      caller.call('POST', `/v1/payments/${of}/refunds`, {
        body: { amount, reason: 'nop hai lan' },
        headers: { 'Idempotency-Key': key },
      })
    isProblem(t, await refund(1_000, 'early'), 'payment-not-refundable', 409)
    await sandbox.call('POST', `/keypay/control/${reference}`, { body: { act: 'pay' } })
    t.equal((await stateOf(reference)).state, 'paid')
    isProblem(t, await refund(50_001, 'much'), 'refund-too-much', 409)
    isProblem(t, await refund(0, 'none'), 'body-invalid', 422)
    isProblem(
      t,
      await agency.call('POST', `/v1/payments/${reference}/refunds`, { body: { amount: 1, reason: 'x' } }),
      'request-invalid',
      400,
    )
    isProblem(t, await refund(1, 'x', reference, await api.caller('H99.77')), 'payment-unknown', 404)
    const writer = await api.caller('H99', ['payments:write', 'payments:read'])
    isProblem(t, await refund(1, 'x', reference, writer), 'operation-forbidden', 403)
    const answers = await Promise.all([1, 2, 3].map(() => refund(50_000, 'all')))
    t.same(answers.map(({ status }) => status).sort(), [200, 200, 202])
    isProblem(t, await refund(40_000, 'all'), 'idempotency-mismatch', 422)
    isProblem(t, await refund(1, 'more'), 'refund-too-much', 409)
    const settled = async () => {
      const { body } = await agency.get(`/v1/payments/${reference}/refunds`)
      return body.refunds as { state: string; amount: number }[]
    }
    await eventually(async () => (await settled()).every(({ state }) => state === 'done'))
    t.match(await settled(), [{ state: 'done', amount: 50_000 }])
    t.equal((await stateOf(reference)).state, 'paid', 'that it was paid stays true')
    const { events } = (await agency.get(`/v1/dossiers/${atKeyPay}`)).body as { events: { type: string }[] }
    t.equal(events.filter(({ type }) => type === 'payment.refunded').length, 1)
  },
)

t.test(
  'of a platform without a call for it a refund is only recorded, and a refused one frees its money',
  async t => {
    const refund = (reference: unknown, amount: number, key: string) =>
      agency.call('POST', `/v1/payments/${reference}/refunds`, {
        body: { amount, reason: 'sai doi tuong' },
        headers: { 'Idempotency-Key': key },
      })
    const first = (await pay()).body
    await control(first.reference, 'pay')
    await eventually(async () => (await stateOf(first.reference)).state === 'paid')
    t.match(await refund(first.reference, 20_000, 'a'), { status: 202, body: { state: 'recorded' } })
    isProblem(t, await refund(first.reference, 30_001, 'b'), 'refund-too-much', 409)

    const { reference } = (await pay(bill({ dossier: atKeyPay, adapter: 'keypay' }))).body
    await sandbox.call('POST', `/keypay/control/${reference}`, { body: { act: 'pay' } })
    t.equal((await refund(reference, 30_000, 'part')).status, 202)
    const list = async () =>
      (await agency.get(`/v1/payments/${reference}/refunds`)).body.refunds as { state: string }[]
    await eventually(async () => (await list())[0]?.state === 'done')
    // The sandbox gives back once for each transaction.
    t.equal((await refund(reference, 20_000, 'rest')).status, 202)
    const [, second] = await eventually(async () => {
      const all = await list()
      return all[1]?.state !== 'asked' && all
    })
    t.match(second, { rule: String })
  },
)
