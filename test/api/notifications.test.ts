import t, { type Test } from 'tap'
import type { NotificationView } from '../../src/exchange/notifications/view.ts'
import { Records } from '../../src/ledger/records.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { makeSms } from '../../src/sandbox/sms/platform.ts'
import { Agency } from '../support/agency.ts'
import { aDossier, aStep } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type GatewayOptions, startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)
const hourMs = 3_600_000
let count = 0

/** Providers' settings as the sandbox wants them. */
function providers(url: string) {
  const quick = { retryFirstMs: 20 }
  return {
    'zalo-zns': {
      baseUrl: `${url}/sms/zalo`,
      oauthUrl: `${url}/sms/zalo`,
      appId: 'sandbox',
      appSecret: 'sandbox',
      refreshToken: 'sandbox-refresh',
      ...quick,
    },
    'viettel-sms': {
      baseUrl: `${url}/sms/viettel/bulkapi`,
      user: 'sandbox',
      password: 'sandbox',
      cpCode: 'SANDBOX',
      brandname: 'MOTCUAMAU',
      ...quick,
    },
    'vnpt-sms': {
      baseUrl: `${url}/sms/vnpt`,
      labelId: '1001',
      contractId: '2001',
      agentId: '10',
      apiUser: 'sandbox',
      apiPass: 'sandbox',
      username: 'sandbox',
      ...quick,
    },
  }
}

/** The one provider of SMS that reports what has arrived. */
function esmsAt(url: string) {
  return {
    baseUrl: `${url}/sms/esms`,
    apiKey: 'sandbox',
    secretKey: 'sandbox',
    brandname: 'MOTCUAMAU',
    callbackSecret: 'sandbox',
  }
}

/** A gateway whose clock can be set forward, the sandbox's portal, and its telephones. */
async function start(t: Test, options: Partial<GatewayOptions> = {}, own?: Sandbox) {
  const sandbox = own ?? (await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms]))
  if (own === undefined) t.teardown(() => sandbox.close())
  const clock = { shiftMs: 0 }
  const gateway = await startGateway(t, {
    databaseUrl: await ledger.gatewayUrl(),
    portalUrl: sandbox.url,
    adapters: providers(sandbox.url),
    clock: () => new Date(Date.now() + clock.shiftMs),
    ...options,
  })
  const agency = new Agency(gateway)
  const { routine } = gateway.notifications
  let cursor: unknown = null
  const turn = async (from = cursor) => {
    await routine.run({
      now: new Date(),
      cursor: from,
      save: async next => {
        cursor = next
      },
      signal: new AbortController().signal,
    })
  }
  // From here on dossiers are news.
  await turn()
  const phones = async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/sms`)
    return ((await answer.json()) as { messages: { provider: string; phone: string; text: string }[] })
      .messages
  }
  /** What has been accepted until now is old enough to be looked at; what comes after it is not. */
  const look = async () => {
    clock.shiftMs += 1_000
    await turn()
    clock.shiftMs -= 1_000
  }
  const shown = async (code: string) => {
    const { body } = await agency.get(code)
    return (body as unknown as { notifications: NotificationView[] }).notifications
  }
  const settled = (code: string, wanted: number) =>
    eventually(async () => {
      const list = await shown(code)
      return (
        list.length === wanted && list.every(({ state }) => state === 'sent' || state === 'refused') && list
      )
    }, 10_000).catch(async () => {
      throw new Error(JSON.stringify(await shown(code)))
    })
  return { sandbox, gateway, agency, clock, phones, look, shown, settled, turn }
}

/** Accepted just now, at the counter, with a fee that is collected there. */
function aFreshDossier(phone = '0900000001', changes: object = {}) {
  const now = new Date()
  const iso = (ms: number) => new Date(now.getTime() + ms).toISOString()
  const base = aDossier({ filedAt: iso(-60_000), receivedAt: iso(-30_000), dueAt: iso(72 * hourMs) })
  return {
    ...base,
    status: 'accepted' as const,
    channel: 'counter' as const,
    onlinePayment: 'offline' as const,
    fees: [{ name: 'Lệ phí', kind: 'fee' as const, amount: 50_000 }],
    applicant: { ...base.applicant, phone },
    ...changes,
  }
}

const code = () => `H99.05-261122-${String(++count).padStart(5, '0')}`

t.test('the three messages go by themselves, each once, however often the dossier is sent', async t => {
  const { agency, clock, look, turn, settled, phones, shown, gateway } = await start(t)
  const [one, dossier] = [code(), aFreshDossier()]
  await agency.put(one, dossier)
  await look()
  await agency.put(one, { ...dossier, note: 'gửi lại' })
  await look()
  const at = new Date().toISOString()
  await agency.step(one, aStep('supplement', 'Bổ sung', { at }))
  await agency.step(one, aStep('accepted', 'Tiếp nhận lại', { at }))
  await agency.step(one, aStep('processing', 'Thụ lý', { at }))
  await look()
  await agency.step(one, aStep('completed', 'Xong', { at }))
  await look()
  await agency.step(one, aStep('returned', 'Trả', { at }))
  await look()
  const list = await settled(one, 3)
  t.match(
    list.map(({ event, state, channel }) => [event, state, channel]),
    [
      ['received', 'sent', 'zalo-zns'],
      ['paid', 'sent', 'zalo-zns'],
      ['result-ready', 'sent', 'zalo-zns'],
    ],
  )
  const arrived = await phones()
  t.equal(arrived.length, 3)
  t.ok(arrived.every(({ text }) => text.includes(one)))
  t.ok(arrived.some(({ text }) => text.includes('50.000')))

  // Another process reads the same again, from the beginning.
  clock.shiftMs += 1_000
  const yesterday = { at: new Date(Date.now() - 24 * hourMs).toISOString(), code: '' }
  const again = { first: yesterday, second: yesterday }
  await Promise.all([turn(again), turn(again)])
  t.equal((await shown(one)).length, 3)
  t.equal((await phones()).length, 3)
  t.notMatch(JSON.stringify(list), /0900000001|84900000001/, 'no number in what agencies list')
  const clear = await gateway.database.query('SELECT * FROM notifications')
  t.notMatch(JSON.stringify(clear), /900000001/, 'nor in the ledger')
})

t.test('who is not on Zalo gets an SMS; whose network does not know the brandname, another', async t => {
  const { agency, look, settled, phones } = await start(t)
  const plain = { onlinePayment: 'none', fees: [] }
  const [none, network] = [code(), code()]
  await agency.put(none, aFreshDossier('0900000118', plain))
  await agency.put(network, aFreshDossier('0900000177', plain))
  await look()
  t.match(await settled(none, 1), [{ state: 'sent', channel: 'viettel-sms', tried: ['zalo-zns'] }])
  t.match(await settled(network, 1), [
    { state: 'sent', channel: 'vnpt-sms', tried: ['zalo-zns', 'viettel-sms'] },
  ])
  const arrived = await phones()
  t.equal(arrived.length, 2)
  const sms = arrived.find(({ provider }) => provider === 'viettel')
  t.match(sms?.text, /^Ho so H99\.05-261122-\d+ da duoc .* tiep nhan\. Hen tra ket qua: \d\d\/\d\d\/\d{4}\.$/)
})

t.test('without a channel nothing is planned, and nothing used up', async t => {
  const { agency, look, shown, gateway } = await start(t, { adapters: {} })
  const one = code()
  await agency.put(one, aFreshDossier())
  await look()
  t.same(await shown(one), [])
  t.equal((await gateway.database.query('SELECT FROM notifications')).length, 0)
})

t.test('the quiet hours hold a message until they end', async t => {
  const { agency, clock, look, shown, settled, phones, turn } = await start(t, {
    notifications: { quietHours: '21:00-07:00' },
  })
  const one = code()
  // Ten at night in Vietnam, whenever this runs.
  const now = new Date()
  const tonight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 15)
  clock.shiftMs = tonight - now.getTime() + (tonight < now.getTime() ? 24 * hourMs : 0)
  await agency.put(one, aFreshDossier('0900000002', { onlinePayment: 'none', fees: [] }))
  await look()
  const [held] = await shown(one)
  t.match(held, { state: 'planned' })
  t.match(held?.dueAt, /T00:00:00\.000Z$/, 'seven in the morning in Vietnam')
  await turn()
  t.equal((await phones()).length, 0)
  clock.shiftMs += 9 * hourMs
  await turn()
  t.match(await settled(one, 1), [{ state: 'sent' }])
  t.equal((await phones()).length, 1)
})

t.test('beyond the daily cap a message is refused, and says why', async t => {
  const { agency, look, settled, phones } = await start(t, { notifications: { dailyCap: 2 } })
  const codes = [code(), code(), code()]
  for (const one of codes)
    await agency.put(one, aFreshDossier('+84 900 000 003', { onlinePayment: 'none', fees: [] }))
  await look()
  const states = (await Promise.all(codes.map(one => settled(one, 1)))).flat()
  t.same(states.map(({ state, reason }) => reason ?? state).sort(), ['daily-cap', 'sent', 'sent'])
  t.equal((await phones()).length, 2)
})

t.test(
  'what is only brought into the books is no news, and who has no mobile number gets nothing',
  async t => {
    const { agency, look, shown } = await start(t)
    const [old, landline] = [code(), code()]
    const month = new Date(Date.now() - 30 * 24 * hourMs).toISOString()
    await agency.put(old, aFreshDossier('0900000004', { receivedAt: month }))
    await agency.put(landline, aFreshDossier('02433000001'))
    await look()
    t.same(await shown(old), [])
    t.same(await shown(landline), [])
  },
)

t.test('a confirmed payment is told once; a report says that the message has arrived', async t => {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  const { agency, gateway, shown, phones } = await start(
    t,
    { adapters: { esms: esmsAt(sandbox.url) } },
    sandbox,
  )
  sandbox.tell(`${gateway.url}/platforms`)
  const one = code()
  await agency.put(
    one,
    // Not yet received: of that there is nothing to tell, whenever the gateway itself looks.
    aFreshDossier('0900000007', {
      ...{ channel: 'online', fees: [], onlinePayment: 'local-gateway' },
      ...{ receivedAt: undefined, status: 'registered' },
    }),
  )
  const { database, exchange } = gateway
  const paid = { type: 'payment.confirmed', dossier: one, data: { amount: 7_400_000 } }
  const origin = { adapter: 'payment-platform', at: new Date(), correlationId: 'test' }
  for (let round = 0; round < 2; round++)
    await database.transaction(tx => exchange.events.record(tx, [paid], origin))
  const [told, ...more] = await eventually(async () => {
    const list = await shown(one)
    return list.every(({ state }) => state === 'delivered') && list.length > 0 && list
  }, 10_000)
  t.match(told, { event: 'paid', channel: 'esms', state: 'delivered' })
  t.equal(more.length, 0)
  t.match(await phones(), [{ provider: 'esms', text: /^Da nhan 7\.400\.000 dong/ }])
  const { body } = await agency.get(one)
  const events = (body as unknown as { events: { type: string }[] }).events.map(({ type }) => type)
  t.same(events, ['payment.confirmed', 'payment.confirmed', 'notification.delivered'])
  t.notMatch(JSON.stringify(body), /"phonenumber"/)
  const stranger = await fetch(
    `${gateway.url}/platforms/esms/notification.report/wrong?SMSID=x&SendStatus=5&SendSuccess=1`,
  )
  t.equal(stranger.status, 401)
})

t.test('an agency’s own message: by its template, once per key', async t => {
  const { agency, settled, phones, gateway } = await start(t)
  const one = code()
  await agency.put(
    one,
    aFreshDossier('0900000005', { receivedAt: undefined, status: 'registered', fees: [] }),
  )
  const body = {
    template: 'supplement-asked',
    agency: 'H99.05',
    dossier: one,
    recipient: { phone: '0900 000 005' },
    parameters: { code: one, what: 'Bản vẽ, tờ khai', until: '30/11/2026' },
  }
  const post = (changes: object = {}, key = 'k1') =>
    agency.call('POST', '/v1/notifications', { ...body, ...changes }, { 'idempotency-key': key })
  const first = await post()
  t.equal(first.status, 202)
  const again = await post()
  t.equal(again.status, 200)
  const id = (view: object) => (view as unknown as NotificationView).id
  t.equal(id(again.body), id(first.body))
  t.match(await settled(one, 1), [{ state: 'sent', channel: 'viettel-sms' }])
  t.match((await phones())[0]?.text, /Ban ve, to khai\. Han bo sung: 30\/11\/2026\./)
  t.match(await agency.call('GET', `/v1/notifications/${id(first.body)}`), {
    status: 200,
    body: { state: 'sent' },
  })

  const refusals: [string, object, number, string][] = [
    ['another body under the key', { agency: 'H99.06' }, 422, 'idempotency-mismatch'],
    ['no such template', { template: 'no-such' }, 422, 'notification-template-unknown'],
    ['somebody else’s agency', { agency: 'H98' }, 403, 'agency-outside-scope'],
    ['no such dossier', { dossier: 'H99.05-000000-99999' }, 404, 'dossier-unknown'],
    ['a landline', { recipient: { phone: '02433000001' } }, 422, 'body-invalid'],
    ['a value too long', { parameters: { ...body.parameters, until: 'x'.repeat(11) } }, 422, 'body-invalid'],
    ['a value missing', { parameters: {} }, 422, 'body-invalid'],
    ['a value of nothing', { parameters: { ...body.parameters, more: 'x' } }, 422, 'body-invalid'],
    ['a member of nothing', { text: 'Chào' }, 422, 'body-invalid'],
  ]
  for (const [row, [about, changes, status, wanted]] of refusals.entries()) {
    const answer = await post(changes, row === 0 ? 'k1' : `refused-${row}`)
    t.match(answer, { status, body: { code: wanted } }, about)
  }
  t.match(await agency.call('GET', '/v1/notifications/01a20491-a997-7b85-ab53-def4aed3ca8e'), {
    status: 404,
    body: { code: 'notification-unknown' },
  })
  t.equal((await phones()).length, 1)
  t.equal((await gateway.database.query('SELECT FROM notifications')).length, 1)
})

t.test('the cap and the lack of a channel are told to whoever calls', async t => {
  const { agency, phones } = await start(t, { notifications: { dailyCap: 1 } })
  const send = (key: string) =>
    agency.call(
      'POST',
      '/v1/notifications',
      {
        template: 'supplement-asked',
        agency: 'H99.05',
        recipient: { phone: '0900000006' },
        parameters: { code: 'x', what: 'y', until: 'z' },
      },
      { 'idempotency-key': key },
    )
  t.equal((await send('a')).status, 202)
  t.match(await send('b'), { status: 429, body: { code: 'notification-cap' } })
  await eventually(async () => (await phones()).length === 1)
  const { agency: alone } = await start(t, { adapters: {} })
  t.match(
    await alone.call('POST', '/v1/notifications', {
      template: 'supplement-asked',
      agency: 'H99.05',
      recipient: { phone: '0900000006' },
      parameters: { code: 'x', what: 'y', until: 'z' },
    }),
    { status: 503, body: { code: 'notification-no-channel' } },
  )
})

t.test('a telephone that a provider did not reach is tried on the next way, and counted once', async t => {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  const adapters = { ...providers(sandbox.url), esms: esmsAt(sandbox.url) }
  const begin = async (fallbackOnUndelivered: boolean) => {
    // Nobody is told where the gateway is: reports come from here.
    const started = await start(t, { adapters, notifications: { fallbackOnUndelivered } }, sandbox)
    const { gateway } = started
    const message = async (state: string) => {
      const one = code()
      await started.agency.put(one, aFreshDossier('0900000008', { onlinePayment: 'none', fees: [] }))
      await started.look()
      await started.settled(one, 1)
      // As if it had gone by eSMS after Zalo, by which it has really gone.
      const [row] = await gateway.database.query<{ id: string; reference: string }>({
        text: `UPDATE notifications SET adapter = 'esms', state = $2, tried = '{zalo-zns}' WHERE dossier = $1
               RETURNING id, reference`,
        values: [one, state],
      })
      if (row === undefined) throw new Error('no message')
      return { one, ...row }
    }
    const report = async (reference: string, arrived: boolean) => {
      const query = `SMSID=${reference}&RequestId=${reference}&SendStatus=5&SendSuccess=${arrived ? 1 : 0}`
      const { status } = await fetch(
        `${gateway.url}/platforms/esms/notification.report/sandbox?${query}&SendFailed=${arrived ? 0 : 1}`,
      )
      t.equal(status, 200)
    }
    const events = async (one: string) => {
      const { body } = await started.agency.get(one)
      return (body as unknown as { events: { type: string }[] }).events.map(({ type }) => type)
    }
    return { ...started, message, report, events }
  }
  const on = await begin(true)
  const first = await on.message('sent')
  await Promise.all([on.report(first.reference, false), on.report(first.reference, false)])
  t.match(await on.settled(first.one, 1), [
    { state: 'sent', channel: 'viettel-sms', tried: ['zalo-zns', 'esms'] },
  ])
  t.same(await on.events(first.one), ['notification.undelivered'], 'two reports, one other way')
  await Promise.all([on.report(first.reference, true), on.report(first.reference, true)])
  t.match(await on.shown(first.one), [
    { state: 'delivered', channel: 'esms', tried: ['zalo-zns', 'viettel-sms'] },
  ])
  await on.report(first.reference, false)
  t.match(await on.shown(first.one), [{ state: 'delivered' }], 'what has arrived stays so')
  t.same(await on.events(first.one), ['notification.undelivered', 'notification.delivered'])

  const off = await begin(false)
  const second = await off.message('sent')
  await off.report(second.reference, false)
  t.match(await off.shown(second.one), [{ state: 'undelivered', channel: 'esms' }])
  await off.report(second.reference, true)
  t.match(await off.shown(second.one), [{ state: 'delivered' }], 'the later word of the same provider counts')
})

t.test('a late report calls the other way back when that has not left', async t => {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  const away = {
    ...providers(sandbox.url)['viettel-sms'],
    baseUrl: 'http://127.0.0.1:9',
    retryFirstMs: 3_600_000,
  }
  const { agency, gateway, look, shown } = await start(
    t,
    { adapters: { 'viettel-sms': away, esms: esmsAt(sandbox.url) } },
    sandbox,
  )
  const one = code()
  await agency.put(one, aFreshDossier('0900000009', { onlinePayment: 'none', fees: [] }))
  await look()
  const waits = await eventually(async () => {
    const [row] = await gateway.database.query<{ reference: string; delivery: string }>(
      `SELECT n.reference, d.id AS delivery FROM notifications n
       JOIN messages m ON m.once = 'notification ' || n.id || ' viettel-sms' JOIN deliveries d ON d.message_id = m.id
       WHERE d.state = 'retrying'`,
    )
    return row
  })
  await gateway.database.query(`UPDATE notifications SET tried = '{esms}'`)
  const query = `SMSID=x&RequestId=${waits.reference}&SendStatus=5&SendSuccess=1`
  await fetch(`${gateway.url}/platforms/esms/notification.report/sandbox?${query}`)
  t.match(await shown(one), [{ state: 'delivered', channel: 'esms', tried: ['viettel-sms'] }])
  const record = await gateway.records.delivery(waits.delivery)
  t.equal(record?.state, 'cancelled')
  const lanes = await gateway.database.query(`SELECT head FROM lanes WHERE adapter = 'viettel-sms'`)
  t.same(lanes, [{ head: null }])
})

t.test(
  'a dossier of an abolished agency is told of by the account and in the words of the agency in its place',
  async t => {
    // agencies.csv: H99.41.01 went into H99.301.
    const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
    t.teardown(() => sandbox.close())
    const { 'viettel-sms': viettel, 'vnpt-sms': vnpt } = providers(sandbox.url)
    const adapters = {
      'viettel-sms': { ...viettel, agencies: ['H99.05'] },
      'vnpt-sms': { ...vnpt, agencies: ['H99.301'] },
    }
    const { agency, look, settled } = await start(t, { adapters }, sandbox)
    const one = `H99.41.01-240801-${String(++count).padStart(5, '0')}`
    const old = { code: 'H99.41.01', name: 'Ủy ban nhân dân xã Tiền Thân' }
    await agency.put(one, aFreshDossier('0900000010', { agency: old, onlinePayment: 'none', fees: [] }))
    await look()
    t.match(await settled(one, 1), [{ state: 'sent', channel: 'vnpt-sms', agency: 'H99.41.01' }])
  },
)

interface Told {
  readonly items: readonly { readonly what: string; readonly operation?: string }[]
}

/** A gateway and telephones of which the next call breaks off; Zalo knows where to report only if `tells`. */
async function startDoubt(t: Test, tells: boolean) {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  const known = providers(sandbox.url)
  const zalo = { ...known['zalo-zns'], callbackSecret: 'sandbox', oaSecret: 'sandbox' }
  const started = await start(t, { adapters: { ...known, 'zalo-zns': zalo } }, sandbox)
  if (tells) sandbox.tell(`${started.gateway.url}/platforms`)
  const plain = { onlinePayment: 'none', fees: [] }
  const put = async () => {
    const one = code()
    await started.agency.put(one, aFreshDossier('0900000009', plain))
    await started.look()
    return one
  }
  // The token is fetched before anything breaks.
  await started.settled(await put(), 1).catch(() => undefined)
  const breakOff = async (word: string) => {
    const answer = await fetch(`${sandbox.url}/_sandbox/sms/script`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([word]),
    })
    t.equal(answer.status, 200)
    return put()
  }
  const stands = (one: string, wanted: string) =>
    eventually(async () => {
      const [view] = await started.shown(one)
      return view?.state === wanted && view
    }, 10_000).catch(async () => {
      throw new Error(JSON.stringify(await started.agency.get(one)))
    })
  const deliveries = async (one: string) => {
    const rows = (await started.agency.get(one)).body.deliveries
    return rows.filter(({ operation }) => operation === 'notification.send')
  }
  const story = async (one: string) =>
    ((await started.agency.call('GET', `/v1/dossiers/${one}/story`)).body as unknown as Told).items
  const ofDossier = async (one: string) => (await started.phones()).filter(({ text }) => text.includes(one))
  return { ...started, breakOff, stands, deliveries, story, ofDossier }
}

t.test('a doubt about a message ends by the report of its provider: sent once, delivered once', async t => {
  const { breakOff, stands, deliveries, story, ofDossier, gateway } = await startDoubt(t, true)
  for (const word of ['dropAfter', 'garbageActs']) {
    const one = await breakOff(word)
    t.match(await stands(one, 'delivered'), { channel: 'zalo-zns', tried: [] }, word)
    const [delivery, ...more] = await eventually(async () => {
      const rows = await deliveries(one)
      return rows.every(({ state }) => state === 'delivered') && rows
    }, 10_000)
    t.match(delivery, { state: 'delivered', attempts: 1, outcome: { rule: 'reported' } }, word)
    t.equal(delivery?.inDoubt, undefined)
    t.equal(more.length, 0)
    t.equal((await ofDossier(one)).length, 1)
    t.ok((await story(one)).some(({ what }) => what === 'message.sent'))
  }
  const lanes = await gateway.database.query('SELECT FROM lanes WHERE blocked')
  t.equal(lanes.length, 0)
})

t.test('a provider that reports a message undelivered has had it: the doubt about the call ends', async t => {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [makeSms])
  t.teardown(() => sandbox.close())
  // Nobody asks or sends again before the report is there.
  const esms = { ...esmsAt(sandbox.url), retryFirstMs: 600_000 }
  const { gateway, agency, look, shown } = await start(t, { adapters: { esms } }, sandbox)
  await fetch(`${sandbox.url}/_sandbox/sms/script`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(['dropAfter']),
  })
  const one = code()
  await agency.put(one, aFreshDossier('0900000007', { onlinePayment: 'none', fees: [] }))
  await look()
  const records = new Records(gateway.database)
  const [doubtful] = await eventually(async () => {
    const rows = await records.deliveries({ inDoubt: true, limit: 10 })
    return rows.length > 0 && rows
  })
  t.match(doubtful, { adapter: 'esms', state: 'unknown', attempts: 1 })
  const [row] = await gateway.database.query<{ reference: string }>({
    text: 'SELECT reference FROM notifications WHERE dossier = $1',
    values: [one],
  })
  const report = `RequestId=${row?.reference}&SMSID=1&SendStatus=5&SendSuccess=0&SendFailed=1`
  const { status } = await fetch(`${gateway.url}/platforms/esms/notification.report/sandbox?${report}`)
  t.equal(status, 200)
  t.match(await shown(one), [{ state: 'undelivered', channel: 'esms' }])
  t.same(await records.deliveries({ inDoubt: true, limit: 10 }), [])
  const ended = await records.deliveries({ adapter: 'esms', limit: 10 })
  t.match(ended, [{ id: doubtful?.id, state: 'delivered', attempts: 1, outcome: { rule: 'reported' } }])
})

t.test('a doubt that no report ends stays one, is never sent twice, and is seen', async t => {
  const { breakOff, stands, deliveries, story, ofDossier, gateway } = await startDoubt(t, false)
  const records = new Records(gateway.database)
  for (const [word, arrived] of [
    ['dropAfter', 1],
    ['dropBefore', 0],
  ] as const) {
    const one = await breakOff(word)
    t.match(await stands(one, 'in-doubt'), { reason: 'unsure', channel: 'zalo-zns', tried: [] }, word)
    const [delivery, ...more] = await deliveries(one)
    t.match(delivery, { state: 'refused', inDoubt: true, outcome: { rule: 'unsure', owner: 'operator' } })
    t.equal(more.length, 0, 'no other channel either')
    t.equal((await ofDossier(one)).length, arrived)
    t.ok((await story(one)).some(({ what }) => what === 'message.in-doubt'))
    const listed = await records.deliveries({ inDoubt: true, limit: 10 })
    t.ok(listed.some(({ id }) => id === delivery?.id))
    // The operator has found out that it has not arrived.
    if (delivery !== undefined && arrived === 0) {
      await gateway.operate.replay(delivery.id)
      await stands(one, 'sent')
      t.notOk((await records.deliveries({ inDoubt: true, limit: 10 })).some(({ id }) => id === delivery.id))
      t.equal((await ofDossier(one)).length, 1)
    }
  }
})
