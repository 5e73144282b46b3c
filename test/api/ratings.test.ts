import t from 'tap'
import { monthBefore, monthOf } from '../../src/exchange/ratings/month.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'
import { Caller, isProblem } from './support.ts'

const ledger = await startLedger(t)
const portal = await startTestPortal(t)
const gateway = await startGateway(t, { databaseUrl: await ledger.freshUrl(), portalUrl: portal.url })
const caller = new Caller(gateway.url, gateway.key)

const now = monthOf(new Date())
const last = monthBefore(now)
const question = 'Thái độ phục vụ của cán bộ?'
const figures = (month: string, counts = { verySatisfied: 84, satisfied: 30, dissatisfied: 6 }) => ({
  month,
  agency: { code: 'H99.05', name: 'Sở Giao thông vận tải' },
  questions: [{ question, counts }],
})
const post = (body: object) => caller.call('POST', '/v1/ratings', { body })
const held = async () =>
  ((await (await fetch(`${portal.url}/_sandbox/ratings`)).json()) as { ratings: object[] }).ratings

t.test('a month’s figures arrive at the portal, once', async t => {
  const answer = await post(figures(last))
  t.equal(answer.status, 202, answer.text)
  t.match(answer.body, {
    late: false,
    questions: [
      {
        respondents: 120,
        percent: { verySatisfied: 70, satisfied: 25, dissatisfied: 5 },
        deliveries: [{ operation: 'rating.deliver' }],
      },
    ],
  })
  const again = await post(figures(last))
  t.equal(again.status, 200)
  t.match(again.body, { questions: [{ unchanged: true, deliveries: [] }] })
  const [year, number] = last.split('-')
  t.match(await eventually(async () => (await held()).length > 0 && held()), [
    { month: `${Number(number)}-${year}`, unit: 'H99.05', question, shares: [70, 25, 5], told: 1 },
  ])
})

t.test('other figures take their place', async t => {
  const answer = await post(figures(last, { verySatisfied: 1, satisfied: 1, dissatisfied: 1 }))
  t.equal(answer.status, 202)
  await eventually(async () => JSON.stringify(await held()).includes('"shares":[34,33,33],"told":2'))
  t.equal((await held()).length, 1)
})

t.test('a month that goes on is refused, a late one is told so', async t => {
  const open = isProblem(t, await post(figures(now)), 'body-invalid', 422)
  t.match(open.violations, [{ pointer: '/month' }])
  const twice = { ...figures(last), questions: [...figures(last).questions, ...figures(last).questions] }
  t.match(isProblem(t, await post(twice), 'body-invalid', 422).violations, [
    { pointer: '/questions/1/question' },
  ])
  const elsewhere = { ...figures(last), agency: { code: 'H98.05', name: 'Sở tỉnh khác' } }
  isProblem(t, await post(elsewhere), 'agency-outside-scope', 403)
  const early = monthBefore(monthBefore(monthBefore(last)))
  t.match((await post(figures(early))).body, { late: true })
})

t.test('no month is missed: an agency is told of each that it owes, once', async t => {
  const missing = [monthBefore(monthBefore(last)), monthBefore(last)]
  await gateway.ratings.remind.run({ now: new Date() })
  await gateway.ratings.remind.run({ now: new Date() })
  const { body } = await caller.get('/v1/events')
  const told = (body.events as { type: string; agency: string; data: { month: string } }[]).filter(
    ({ type }) => type === 'rating.missing',
  )
  t.same(
    told.map(({ agency, data }) => [agency, data.month]),
    missing.map(month => ['H99.05', month]),
  )
})

t.test(
  'a gateway that slept for three months misses none: what waited goes out, what is owed is told',
  async t => {
    const databaseUrl = await ledger.freshUrl()
    const [first, second, third] = [monthBefore(monthBefore(last)), monthBefore(last), last]
    const before = monthBefore(first)
    const portalHeld = async (month: string) => {
      const [year, number] = month.split('-')
      const native = `${Number(number)}-${year}`
      return ((await held()) as { month: string; told: number }[]).filter(one => one.month === native)
    }
    await fetch(`${portal.url}/_sandbox/state`, { method: 'DELETE' })
    // Accepted, and nobody awake to send it.
    const evening = await startGateway(t, { databaseUrl, portalUrl: portal.url, role: 'gateway' })
    const { status, text } = await new Caller(evening.url, evening.key).call('POST', '/v1/ratings', {
      body: figures(before),
    })
    t.equal(status, 202, text)
    await evening.stop()
    t.same(await portalHeld(before), [])
    const asleep = connect(databaseUrl)
    const ago = "interval '93 days'"
    await asleep.query(
      `UPDATE deliveries SET created_at = created_at - ${ago}, due_at = due_at - ${ago}, patient_since = patient_since - ${ago}`,
    )
    await asleep.query(`UPDATE ratings SET posted_at = posted_at - ${ago}`)
    await asleep.query(
      `INSERT INTO routines (name, due_at) VALUES ('ratings-missing', now() - ${ago})
     ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at`,
    )
    await asleep.close()

    const morning = await startGateway(t, { databaseUrl, portalUrl: portal.url })
    const awake = new Caller(morning.url, morning.key)
    await eventually(async () => (await portalHeld(before)).length === 1)
    const missing = async () => {
      const { body } = await awake.get('/v1/events?limit=100')
      const events = body.events as { type: string; data: { month: string } }[]
      return events.filter(({ type }) => type === 'rating.missing').map(({ data }) => data.month)
    }
    await eventually(async () => (await missing()).length === 3)
    t.same(await missing(), [first, second, third], 'by the routine itself, each once')
    for (const month of await missing())
      t.equal((await awake.call('POST', '/v1/ratings', { body: figures(month) })).status, 202)
    for (const month of [before, first, second, third]) {
      await eventually(async () => (await portalHeld(month)).length === 1)
      t.match(await portalHeld(month), [{ told: 1 }], month)
    }
    await morning.ratings.remind.run({ now: new Date() })
    t.equal((await missing()).length, 3)
  },
)

t.test('where nobody takes ratings nothing is stored', async t => {
  const alone = await startGateway(t, {
    databaseUrl: await ledger.freshUrl(),
    portalUrl: portal.url,
    settings: { agencies: ['H98'] },
  })
  const answer = await new Caller(alone.url, alone.key).call('POST', '/v1/ratings', { body: figures(last) })
  isProblem(t, answer, 'rating-platform-missing', 503)
  t.same(await alone.database.query('SELECT 1 FROM ratings'), [])
})
