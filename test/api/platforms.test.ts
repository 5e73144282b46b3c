import t from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import type { EventHandler, ReceivedEvent, Verdict } from '../../src/exchange/handlers.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier } from '../support/dossiers.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { memoryLog } from '../support/log.ts'
import { startTestPortal } from '../support/portal.ts'
import { bankFiles, paid, settings } from '../support/trial-bank.ts'

// Platforms that call in, each in its own words: admitted, taken once, on record, and answered in its own words.
const ledger = await startLedger(t)
const portal = await startTestPortal(t)
const { lines, log } = memoryLog('info')
const gateway = await startGateway(t, { databaseUrl: await ledger.freshUrl(), portalUrl: portal.url, log })
const { version, report } = await gateway.desk.registrar.register(bankFiles(), { who: 'test' })
if (!report.passed) throw new Error(JSON.stringify(report.findings))
await gateway.desk.settings.set('trial-bank', settings, { who: 'test' })
await gateway.desk.registrar.activate('trial-bank', version.version, 'test')
const agency = new Agency(gateway)
/** What the use case makes of a message just now. */
let apply: EventHandler['apply']
gateway.exchange.handlers.onEvent({
  types: ['payment.confirmed', 'notices.put'],
  apply: (event, tx) => apply(event, tx),
})
const accept = async (): Promise<Verdict> => ({ kind: 'accepted' })
const observed: string[] = []
gateway.exchange.handlers.onRecorded({
  types: ['payment.confirmed'],
  async observed({ type, agency }) {
    observed.push(`${type} ${agency}`)
  },
})

t.test('a message is taken once, and stands on the dossier’s page and in the list of events', async t => {
  const { code } = await open()
  const seen: ReceivedEvent[] = []
  apply = async event => {
    seen.push(event)
    return { kind: 'accepted', reply: { receipt: `BL${seen.length}` } }
  }
  const message = paid(code, 'GD1', '50000')
  const same = await Promise.all(Array.from({ length: 6 }, () => call('bill.paid', message)))
  for (const { status, body } of [...same, await call('bill.paid', message)]) {
    t.equal(status, 200)
    t.same(body, { MaLoi: '00', MaHoSo: code, SoBienLai: 'BL1' }, 'answered as it was the first time')
  }
  t.match(seen, [{ dossier: code, agency: 'H99.05', known: true, data: { amount: 50_000, number: 'GD1' } }])
  t.equal(seen.length, 1)
  t.same(observed, ['payment.confirmed H99.05'])
  t.equal((await call('bill.paid', paid(code, 'GD2', '1'))).body.SoBienLai, 'BL2')
  const page = (await agency.get(code)).body as unknown as { events: Record<string, unknown>[] }
  t.match(page.events, [
    { type: 'payment.confirmed', subject: code, adapter: 'trial-bank', data: { number: 'GD1' } },
    { type: 'payment.confirmed', subject: code, adapter: 'trial-bank', data: { number: 'GD2' } },
  ])
  const [kept] = await gateway.database.query<{ text: string }>(
    `SELECT string_agg(encode(body, 'escape'), '') AS text FROM events`,
  )
  t.notMatch(kept?.text, /GD1|50000/, 'sealed')
})

t.test('agencies that cannot be called read what happened in order, each within its own', async t => {
  const { code } = await open()
  const page = async (query: string, of = agency) => {
    const { body, status } = await of.call('GET', `/v1/events${query}`)
    return {
      status,
      ...(body as unknown as { events: { id: string; data: { number: string } }[]; more: boolean }),
    }
  }
  const { events: before } = await page('?limit=500')
  for (const number of ['1', '2', '3']) await call('bill.paid', paid(code, number, '1'))
  const last = before.at(-1)?.id
  const first = await page(`?limit=2${last === undefined ? '' : `&after=${last}`}`)
  t.same(
    first.events.map(({ data }) => data.number),
    ['1', '2'],
  )
  t.equal(first.more, true)
  const rest = await page(`?after=${first.events[1]?.id}`)
  t.same(
    rest.events.map(({ data }) => data.number),
    ['3'],
  )
  t.equal(rest.more, false)
  const { key } = await gateway.clients.create({
    name: 'khác',
    agency: 'H99.06',
    operations: ['dossiers:read'],
  })
  const other = new Agency({ url: gateway.url, key })
  t.same((await page('', other)).events, [])
  t.match(await other.call('GET', `/v1/events?after=${first.events[0]?.id}`), {
    status: 404,
    body: { code: 'event-unknown' },
  })
})

t.test('who does not prove itself is told so in the platform’s words, and nothing is kept', async t => {
  const { code, events } = await open()
  const forged = await call('bill.paid', paid(code, 'GD1', '90000', '50000'))
  t.match(forged, { status: 200, body: { MaLoi: '97' } })
  t.match(await call('notices.put', { SecurityKey: 'x', Data: [] }), { status: 401, body: {} })
  t.match(await call('bank.hello', { MaHoSo: 'A' }, { authorization: 'Bearer x' }), { status: 401 })
  t.match(await call('bank.hello', { MaHoSo: 'A' }, { authorization: `Bearer ${settings.token}` }), {
    status: 200,
    text: 'OK',
  })
  t.equal((await events()).length, 0)
  const told = lines.join('\n')
  t.match(told, /security event/)
  t.notMatch(told, new RegExp(`${settings.key}|${settings.token}|${settings.bodySecret}|50000`))
})

t.test('rows are taken one by one; of those that cannot be, the platform hears which', async t => {
  const { code, events } = await open()
  apply = async ({ known, data }) => {
    if (known) return { kind: 'accepted', events: [{ type: 'tax.notice', dossier: code, data }] }
    throw new Fault('dossier-unknown')
  }
  const row = (MaHoSo: string, HanNop: string) => ({ MaHoSo, HanNop, DonVi: 'H99.05' })
  const Data = [row(code, '31/12/2026'), row('H99.05-0', '31/12/2026'), row('H99.05-1', 'mai')]
  const answer = await call('notices.put', { SecurityKey: settings.bodySecret, Data }, {}, 'PUT')
  t.same(answer.body, {
    result: 2,
    failed: [
      { ma: 'H99.05-0', o: '/' },
      { ma: 'H99.05-1', o: '/Data/2/HanNop' },
    ],
  })
  t.same(await events(), [{ type: 'tax.notice', dossier: code }])
  t.match(await call('notices.put', { SecurityKey: settings.bodySecret, Data: 'x' }), {
    body: { result: 0, at: '/Data' },
  })
})

t.test(
  'a refused message may come again mended; a use case that breaks makes the platform try again',
  async t => {
    const { code, events } = await open()
    let mood: 'refuse' | 'break' | 'take' = 'refuse'
    const message = { vi: 'không khớp', en: 'does not match' }
    apply = async () => {
      if (mood === 'refuse') return { kind: 'refused', violations: [{ pointer: '/amount', message }] }
      if (mood === 'break') throw new TypeError('nobody foresaw this')
      return { kind: 'accepted' }
    }
    const payment = paid(code, 'GD1', '1')
    t.same((await call('bill.paid', payment)).body, { MaLoi: '01', MoTa: '1: /amount' })
    mood = 'break'
    t.same((await call('bill.paid', payment)).body, { MaLoi: '99' })
    t.equal((await events()).length, 0)
    t.match(lines.join('\n'), /a platform could not be answered/)
    mood = 'take'
    t.match((await call('bill.paid', payment)).body, { MaLoi: '00' })
    t.equal((await events()).length, 1)
  },
)

t.test('a platform that asks is answered by the use case, in its own words', async t => {
  const { code } = await open()
  const nobody = await get(`bill.debt/${settings.pathSecret}?MaHoSo=${code}`)
  t.equal(nobody.status, 503, 'nobody answers that here')
  gateway.exchange.handlers.onQuestion({
    questions: ['bill.owed'],
    async answer({ dossier }, { agency }) {
      if (agency === undefined) throw new Fault('dossier-unknown')
      return dossier === code ? { amount: 50_000 } : { amount: -1 }
    },
  })
  t.same((await get(`bill.debt/${settings.pathSecret}?MaHoSo=${code}`)).body, { MaLoi: '00', ConNo: '50000' })
  t.same((await get(`bill.debt/${settings.pathSecret}?MaHoSo=A`)).body, { MaLoi: 'dossier-unknown' })
  t.equal((await get(`bill.debt/${settings.pathSecret}`)).body.MaLoi, undefined, 'it must say which')
  t.equal((await get('bill.debt/x')).status, 401)
  t.equal((await get('bill.debt')).status, 401)
})

t.test('there is no other way in, and none for bodies that are too large', async t => {
  await open()
  for (const answer of [
    await call('bill.debt', {}),
    await call('no.such', {}),
    await get('bill.paid'),
    await call('bill.paid', {}, {}, 'POST', 'no-such-adapter'),
    await call('bank.ping', {}),
  ])
    t.match(answer, { status: 404, body: { code: 'inbound-unknown' } })
  const large = 'x'.repeat(3_000)
  t.match(await call('bill.paid', { MaHoSo: large }), { status: 413, body: { code: 'body-too-large' } })
  const stream = new Blob([JSON.stringify({ MaHoSo: large })]).stream()
  t.match(await call('bill.paid', stream), { status: 413 }, 'nor without a declared length')
  for (const raw of ['', '{', 'xin chào', '[]', '<a/>', '\xff'])
    t.match(
      await call('bill.paid', raw),
      { status: 200, body: { MaLoi: '97' } },
      'what is not read proves nothing',
    )
  await get(`bill.debt/${settings.pathSecret}`)
  const told = lines.join('\n')
  t.match(told, '/platforms/:adapter/:inbound/:secret')
  t.notMatch(told, settings.pathSecret)
})

/** A dossier of its own, and a use case that accepts whatever comes. */
async function open() {
  apply = accept
  const code = aCode()
  await agency.put(code, aDossier())
  const events = () =>
    gateway.database.query({ text: 'SELECT type, dossier FROM events WHERE dossier = $1', values: [code] })
  return { code, events }
}

function call(
  inbound: string,
  body: object | string | ReadableStream,
  headers: Record<string, string> = {},
  method = 'POST',
  adapter = 'trial-bank',
) {
  const streams = body instanceof ReadableStream
  return send(`${adapter}/${inbound}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: streams || typeof body === 'string' ? body : JSON.stringify(body),
    ...(streams ? { duplex: 'half' } : {}),
  } as RequestInit)
}

function get(path: string) {
  return send(`trial-bank/${path}`, {})
}

async function send(path: string, init: RequestInit) {
  const response = await fetch(`${gateway.url}/platforms/${path}`, init)
  const text = await response.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: response.status, text, body }
}
