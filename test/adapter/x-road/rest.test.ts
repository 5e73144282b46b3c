import t from 'tap'
import { restRequestHash } from '../../../src/adapter/x-road/request-hash.ts'
import {
  context,
  okAt,
  openTrial,
  type Received,
  say,
  startPlatform,
  type Told,
} from '../transport/support.ts'

const service = 'VN-TEST/GOV/G01/CSDLDC/TraCuuThongTinCongDan'
const client = 'VN-TEST/GOV/H99/MOTCUA'
const json = 'application/json'

const told = (base: string, more: object = {}, request: object = {}): Told => ({
  transport: { kind: 'x-road-rest', base, client, userId: 'VN{canonical.officer}', ...more },
  request: { service, path: '/v1', issue: '{canonical.key}', body: { a: 1 }, ...request },
  outcomes: okAt('/ok'),
})
const canonical = { key: '000.00.01.H99-260101-0001', officer: '000000000011' }

/** What a provider's security server says of the call. */
const echo = ({ headers }: Received) => ({
  'x-road-id': String(headers['x-road-id']),
  'x-road-client': client,
  'x-road-service': service,
  'x-road-request-id': '11111111-2222-3333-4444-555555555555',
})

t.test('a call carries who asks what, for which case', async t => {
  const platform = await startPlatform(t, (response, call) =>
    say('{"ok":1}', json, 200, echo(call))(response, call),
  )
  const adapter = await openTrial(t, told(platform.url, { securityServer: 'VN-TEST/GOV/G01/ss1' }))
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  await adapter.deliver('trial.call', canonical, context)
  const [one, two] = platform.calls
  t.equal(one?.path, `/r1/${service}/v1`)
  t.match(one?.headers, {
    'x-road-client': client,
    'x-road-userid': 'VN000000000011',
    'x-road-issue': canonical.key,
    'x-road-security-server': 'VN-TEST/GOV/G01/ss1',
  })
  t.notOk('x-road-represented-party' in (one?.headers ?? {}))
  t.match(one?.headers['x-road-id'], /^[0-9a-f-]{36}$/)
  t.not(one?.headers['x-road-id'], two?.headers['x-road-id'], 'each call has an id of its own')
})

t.test('an officer who is not named is not made up of what stands around the name', async t => {
  const platform = await startPlatform(t, (response, call) =>
    say('{"ok":1}', json, 200, echo(call))(response, call),
  )
  const adapter = await openTrial(t, told(platform.url))
  const { outcome } = await adapter.deliver('trial.call', { key: canonical.key }, context)
  t.match(outcome, { kind: 'refused', code: 'message-not-encodable' })
  t.match(outcome.message?.en, /X-Road-UserId/)
  t.equal(platform.calls.length, 0)
  const bare = await openTrial(t, told(platform.url, { userId: '{canonical.officer}' }))
  t.match((await bare.deliver('trial.call', { key: canonical.key }, context)).outcome, { kind: 'delivered' })
  t.notOk('x-road-userid' in (platform.calls[0]?.headers ?? {}))
})

t.test('the path below a service may name the dossier', async t => {
  const platform = await startPlatform(t, (response, call) =>
    say('{"ok":1}', json, 200, echo(call))(response, call),
  )
  for (const [path, sent] of [
    ['/ho-so/{canonical.key}/a', `/ho-so/${canonical.key}/a`],
    ['ho-so', '/ho-so'],
    ['', ''],
    [undefined, ''],
  ] as const) {
    const adapter = await openTrial(t, told(`${platform.url}/`, {}, { path }))
    t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
    t.equal(platform.calls.at(-1)?.path, `/r1/${service}${sent}`)
  }
})

t.test("X-Road's own errors are told apart from the provider's", async t => {
  const platform = await startPlatform(t)
  const words = { owner: 'upstream', title: { vi: 'a', en: 'a' }, fix: { vi: 'b', en: 'b' } }
  const rules = [
    ...okAt('/ok'),
    { id: 'own-word', when: { xRoad: { code: 'unknown_service' } }, outcome: 'retry', ...words },
    { id: 'provider-500', when: { status: 500 }, outcome: 'retry', ...words },
  ]
  const adapter = await openTrial(t, { ...told(platform.url), outcomes: rules })
  const call = async (status: number, error?: string, body = '{"type":"x","message":"y","ok":1}') => {
    platform.play = say(body, json, status, error === undefined ? {} : { 'x-road-error': error })
    return (await adapter.deliver('trial.call', canonical, context)).outcome
  }
  t.match(await call(500), { rule: 'fine' }, 'a provider may say 500 and mean it')
  t.match(await call(500, undefined, '{}'), { rule: 'provider-500', kind: 'retry' })
  for (const code of ['server.serverproxy.access_denied', 'Server.ServerProxy.AccessDenied']) {
    t.match(await call(500, code), {
      kind: 'refused',
      rule: 'x-road-not-permitted',
      owner: 'operator',
      nativeCode: 'server.serverproxy.access_denied',
    })
  }
  t.match(
    await call(200, 'Server.ClientProxy.NetworkError'),
    { kind: 'unknown', rule: 'x-road-network' },
    'never a success',
  )
  t.match(
    await call(500, 'Server.ServerProxy.UnknownService'),
    { kind: 'retry', rule: 'own-word' },
    'rules may know better',
  )
  t.match(await call(500, '<b>\u00e9'), { kind: 'unknown', rule: 'x-road-other' })
})

t.test('a crossed reply is a security event that no rule overrules, for asks too', async t => {
  const platform = await startPlatform(t)
  const everything = [{ id: 'fine', when: { text: 'ok' }, outcome: 'delivered' }]
  for (const direction of ['ask', 'deliver'] as const) {
    const adapter = await openTrial(t, { ...told(platform.url), outcomes: everything, direction })
    for (const [change, member] of [
      [{ 'x-road-id': 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' }, 'X-Road-Id'],
      [{ 'x-road-id': undefined }, 'X-Road-Id'],
      [{ 'x-road-service': `${service}Khac` }, 'X-Road-Service'],
      [{ 'x-road-service': undefined }, 'X-Road-Service'],
      [{ 'x-road-client': 'VN-TEST/GOV/H98/MOTCUA' }, 'X-Road-Client'],
    ] as const) {
      platform.play = (response, call) => {
        const headers = Object.entries({ ...echo(call), ...change }).filter(
          ([, value]) => value !== undefined,
        )
        say('{"ok":1}', json, 200, Object.fromEntries(headers))(response, call)
      }
      const { outcome } = await adapter.deliver('trial.call', canonical, context)
      t.match(outcome, {
        kind: 'refused',
        rule: 'crossed-reply',
        code: 'platform-reply-crossed',
        owner: 'upstream',
      })
      t.ok(outcome.message?.en.includes(member), member)
    }
  }
})

t.test('a line that strips headers can be named; what is repeated must still be right', async t => {
  const platform = await startPlatform(t, say('{"ok":1}', json))
  const adapter = await openTrial(t, told(platform.url, { echo: 'if-present' }))
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  platform.play = say('{"ok":1}', json, 200, { 'x-road-id': 'other' })
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.rule, 'crossed-reply')
})

t.test('the request hash is checked where the manifest asks for it', async t => {
  const platform = await startPlatform(t)
  const adapter = await openTrial(t, told(platform.url, { requestHash: 'check' }))
  const hashing = (body: (call: Received) => Buffer) => (response: never, call: Received) => {
    const head: [string, string][] = []
    for (let i = 0; i < call.rawHeaders.length; i += 2)
      head.push([call.rawHeaders[i] ?? '', call.rawHeaders[i + 1] ?? ''])
    head.push(['x-road-request-id', echo(call)['x-road-request-id']])
    const hash = restRequestHash(call.method, call.path, head, body(call))
    say('{"ok":1}', json, 200, { ...echo(call), 'x-road-request-hash': hash })(response, call)
  }
  platform.play = hashing(call => call.body) as never
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.kind, 'delivered')
  platform.play = hashing(() => Buffer.from('{"a":2}')) as never
  t.equal((await adapter.deliver('trial.call', canonical, context)).outcome.rule, 'crossed-reply')
})

t.test('the population service as it is published: SOAP inside REST', async t => {
  const namespaces = {
    s: 'http://schemas.xmlsoap.org/soap/envelope/',
    dan: 'http://dancuquocgia.bca',
    kq: 'http://www.mic.gov.vn/dancu/1.0',
  }
  const answer =
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><dan:TraCuuResponse xmlns:dan="http://dancuquocgia.bca">' +
    '<ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0"><ns1:CongDan><ns1:SoDinhDanh>000099000123</ns1:SoDinhDanh></ns1:CongDan></ns1:CongdanCollection></dan:TraCuuResponse></soapenv:Body></soapenv:Envelope>'
  const platform = await startPlatform(t, (response, call) =>
    say(answer, 'text/xml', 200, echo(call))(response, call),
  )
  const body = {
    's:Envelope': { 's:Header': '', 's:Body': { 'dan:TraCuu': { 'dan:SoDinhDanh': '{canonical.number}' } } },
  }
  const adapter = await openTrial(t, {
    ...told(platform.url, { namespaces }, { encoding: 'xml', body, headers: { SOAPAction: '""' } }),
    outcomes: okAt('/s:Envelope/s:Body/dan:TraCuuResponse/kq:CongdanCollection/kq:CongDan/kq:SoDinhDanh'),
  })
  t.equal(
    (await adapter.deliver('trial.call', { ...canonical, number: '000099000123' }, context)).outcome.kind,
    'delivered',
  )
  t.equal(platform.calls[0]?.headers.soapaction, '""')
  t.notOk(platform.calls[0]?.path.includes('000099000123'))
})
