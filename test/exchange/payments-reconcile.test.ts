import t from 'tap'
import { openSeal } from '../../src/ledger/seal.ts'
import { paymentPlatform } from '../../src/sandbox/payment-platform/payment-platform.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { Caller } from '../api/support.ts'
import { aCode, aDossier } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'

// Confirmations that never came, and the nightly comparison of ledger, platform and portal.
const ledger = await startLedger(t)
const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [paymentPlatform])
t.teardown(() => sandbox.close())
const gateway = await startGateway(t, {
  databaseUrl: await ledger.freshUrl(),
  portalUrl: sandbox.url,
  adapters: {
    'payment-platform': {
      baseUrl: `${sandbox.url}/payment-platform`,
      initPath: '/init',
      queryPath: '/query',
      billPath: '/bill',
      partner: 'SANDBOX',
      secret: 'sandbox-secret',
      unknownReferenceCodes: ['04'],
    },
  },
})
sandbox.tell(`${gateway.url}/platforms`)
const agency = new Caller(gateway.url, gateway.key)
const { repair, reconcile } = gateway.payments
const signal = new AbortController().signal
const inAnHour = () => new Date(Date.now() + 3_600_000)
const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)

async function aPayment(onlinePayment?: 'national-portal'): Promise<{ reference: string; dossier: string }> {
  const dossier = aCode()
  await agency.put(dossier, aDossier({ onlinePayment: onlinePayment ?? 'none' }))
  const { body } = await agency.call('POST', '/v1/payments', {
    body: {
      dossier,
      kind: 'fee',
      amount: 50_000,
      narrative: 'Lệ phí',
      payer: { name: 'NGUYỄN VĂN MẪU' },
      lines: [{ kind: 'fee', code: 'LP01', name: 'Lệ phí', amount: 50_000 }],
      beneficiary: { account: '0000000000', bank: 'NHMAU', name: 'Don vi Mau' },
    },
  })
  return { reference: String(body.reference), dossier }
}
const act = (reference: string, word: string) =>
  new Caller(sandbox.url).call('POST', `/payment-platform/control/${reference}`, { body: { act: word } })
const stateOf = async (reference: string) => (await agency.get(`/v1/payments/${reference}`)).body
const delivered = (dossier: string) =>
  eventually(async () => {
    const { deliveries } = (await agency.get(`/v1/dossiers/${dossier}`)).body as {
      deliveries: { state: string }[]
    }
    return deliveries.length > 0 && deliveries.every(({ state }) => state === 'delivered')
  })

t.test('a lost confirmation is made good by asking, once it is old enough', async t => {
  const { reference, dossier } = await aPayment()
  await act(reference, 'pay-silently')
  t.equal(await repair.run(new Date(), signal), 0, 'not yet due')
  t.match(await stateOf(reference), { state: 'open' })
  t.ok((await repair.run(inAnHour(), signal)) > 0)
  t.match(await stateOf(reference), { state: 'paid', toldBy: 'query', transaction: /^GD/ })
  t.equal(await repair.run(inAnHour(), signal), 0, 'nobody asks about what is paid')
  const { events } = (await agency.get(`/v1/dossiers/${dossier}`)).body as { events: { type: string }[] }
  t.same(
    events.map(({ type }) => type),
    ['payment.confirmed'],
  )
  await act(reference, 'repeat')
  t.match(
    await stateOf(reference),
    { toldBy: 'query' },
    'a confirmation that comes after all changes nothing',
  )
})

t.test('confirmed many times at once, and asked about meanwhile, it is paid once', async t => {
  const { reference, dossier } = await aPayment()
  await act(reference, 'pay-silently')
  const answers = await Promise.all([
    ...Array.from({ length: 8 }, () => act(reference, 'repeat')),
    repair.run(inAnHour(), signal),
    repair.run(inAnHour(), signal),
  ])
  t.ok(answers.slice(0, 8).every(one => typeof one === 'object' && /"MaLoi":"00"/.test(one.text)))
  const { events } = (await agency.get(`/v1/dossiers/${dossier}`)).body as { events: { type: string }[] }
  t.same(
    events.map(({ type }) => type),
    ['payment.confirmed'],
  )
  const notices = await gateway.database.query<{ verdict: string }>({
    text: 'SELECT verdict FROM payment_notices WHERE reference = $1',
    values: [reference],
  })
  t.equal(notices.filter(({ verdict }) => verdict === 'settled').length, 1)
  t.ok(notices.every(({ verdict }) => verdict !== 'refused'))
})

t.test('while the platform is away nothing is settled, and it is asked again', async t => {
  const { reference } = await aPayment()
  await act(reference, 'pay-silently')
  await new Caller(sandbox.url).call('PUT', '/_sandbox/payment-platform/script', { body: ['error5xx'] })
  await repair.run(inAnHour(), signal)
  t.match(await stateOf(reference), { state: 'open' })
  await repair.run(new Date(Date.now() + 3 * 3_600_000), signal)
  t.match(await stateOf(reference), { state: 'paid' })
})

t.test('the day is compared: every difference is kept with what it is', async t => {
  const matched = await aPayment('national-portal')
  await act(matched.reference, 'pay')
  const untold = await aPayment()
  await act(untold.reference, 'pay')
  const unheard = await aPayment('national-portal')
  await act(unheard.reference, 'pay-silently')
  const gone = await aPayment()
  const short = await aPayment()
  await act(short.reference, 'short')
  await Promise.all([matched, untold].map(({ dossier }) => delivered(dossier)))
  // A payment that the platform does not have, one of another amount, and one that nobody here has ever made.
  await gateway.database.query({
    text: `UPDATE payments SET reference = 'lt000000000000000000' WHERE reference = $1`,
    values: [gone.reference],
  })
  await gateway.database.query({
    text: 'UPDATE payments SET amount = 60000 WHERE reference = $1',
    values: [short.reference],
  })
  await act(gone.reference, 'pay')

  const { counts, rows } = await reconcile.run(today, signal)
  const of = (reference: string) => rows.filter(row => row.reference === reference)
  t.same(of(matched.reference), [])
  t.match(of(untold.reference), [{ verdict: 'status-diff', note: 'portal', told: 'none', state: 'paid' }])
  t.match(of(unheard.reference), [{ verdict: 'status-diff', note: 'settled-now', platform_state: 'paid' }])
  t.match(of('lt000000000000000000'), [{ verdict: 'missing-there', platform_state: 'absent' }])
  t.match(of(short.reference), [
    { verdict: 'amount-diff', amount: 60_000, platform_amount: 50_000, state: 'open' },
  ])
  t.match(of(gone.reference), [{ verdict: 'missing-here', platform_amount: 50_000, note: 'unknown-payment' }])
  t.ok(Number(counts.matched) >= 1)
  t.equal(
    Object.values(counts).reduce((sum, count) => sum + Number(count), 0) - Number(counts.matched),
    rows.length,
  )
  t.match(await stateOf(unheard.reference), { state: 'paid', toldBy: 'query' })
  t.same((await reconcile.ofDay(today)).rows, rows, 'it is kept as it was found')

  const again = await reconcile.run(today, signal)
  t.same(
    again.rows.filter(({ reference }) => reference === unheard.reference),
    [],
    'settled and told: no difference is left',
  )
  await t.rejects(reconcile.ofDay('2020-01-01'), { code: 'reconciliation-unknown' })
})

t.test('notices stay on record, sealed', async t => {
  const rows = await gateway.database.query<{ id: string; verdict: string; body: Buffer }>(
    'SELECT id, verdict, body FROM payment_notices ORDER BY id',
  )
  t.ok(rows.some(({ verdict }) => verdict === 'refused') && rows.some(({ verdict }) => verdict === 'settled'))
  const seal = openSeal({ sealKey: Buffer.alloc(32, 7).toString('base64'), data: '/nowhere' })
  for (const { id, body } of rows) t.match(JSON.parse(seal.open(id, body)), { result: /./ })
  await gateway.database.query('DELETE FROM payment_notices')
  t.equal((await gateway.database.query('SELECT 1 FROM payment_notices')).length, rows.length)
})
